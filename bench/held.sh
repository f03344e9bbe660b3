#!/bin/sh
# What held requests take, as many as there are descriptors for (raise the limit with ulimit -n), and how long it takes to
# answer all of them when their jobs end at one instant. About a minute.
#
#   bench/held.sh [REQUESTS]
set -eu
. "$(dirname "$0")/lib/run.sh"
run HeldFigures "$@"
