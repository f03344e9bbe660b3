#!/bin/sh
# From start to first answer, with each thing undone that makes it quick, and another simulator in the same JVM; on each Java under
# /usr/lib/jvm.
# About three minutes.
#
#   bench/start.sh [RUNS]
set -eu
. "$(dirname "$0")/lib/run.sh"
run StartFigures "$@"
