#!/bin/sh
# What a million jobs take of the heap, submitted over HTTP with little and with everything. About two minutes.
#
#   bench/heap.sh [JOBS]
set -eu
. "$(dirname "$0")/lib/run.sh"
run HeapFigures "$@"
