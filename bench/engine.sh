#!/bin/sh
# What the job engine does in a second on one core, by JMH. About three minutes.
#
#   bench/engine.sh [FORKS] [ITERATIONS]
set -eu
. "$(dirname "$0")/lib/run.sh"
run EngineFigures "$@"
