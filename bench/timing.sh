#!/bin/sh
# Whether jobs end when their plan says, as seen by clients that poll 10,000 times a second. Less than a minute.
#
#   bench/timing.sh [SECONDS] [REQUESTS_PER_SECOND]
set -eu
. "$(dirname "$0")/lib/run.sh"
run TimingFigures "$@"
