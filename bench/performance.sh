#!/bin/sh
# All figures of docs/performance.md, as tables in Markdown on standard output; progress on standard error. About 40 minutes
# on two quiet cores. Needs wrk, nginx, curl and mvn.
#
#   bench/performance.sh > figures.md
set -eu
. "$(dirname "$0")/lib/run.sh"
build
for figures in engine heap submissions held timing start "cpu-per-request status 5 5 60 nginx wiremock wiremock_bare mockserver mockserver_bare" \
    "cpu-per-request job 5 5 60 nginx wiremock wiremock_bare mockserver mockserver_bare"; do
    echo "== $figures" >&2
    set -- $figures
    script=$1
    shift
    "$root/bench/$script.sh" "$@"
done
