#!/bin/sh
# How much a hundred thousand waits at once take, in one client, while a thousand jobs end in each second: heap, requests compared
# with polling job by job, and how late the ends are known. The simulator runs in a process of its own. Takes about seven minutes:
# the jobs are submitted, end evenly, and then a thousand such jobs are polled one by one for comparison. Ends by itself.
#
#   bench/scale.sh [JOBS] [ENDS-PER-SECOND]
set -eu
cd "$(dirname "$0")/.."
jobs=${1:-100000}
rate=${2:-1000}
mvn -q -B -pl bench -am package -DskipTests >&2
dir=$(mktemp -d)
log=$dir/log
# Polling is compared without hints: with them it would not be the schedule that is measured.
printf 'hints: {progress: false, expected: none}\n' > "$dir/scenario.yaml"
./fermata serve --port 0 --retention 1h --scenario "$dir/scenario.yaml" 2> "$log" >&2 &
simulator=$!
trap 'kill "$simulator" 2>/dev/null || true; rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
tries=0
until server=$(grep -o 'http://127.0.0.1:[0-9]*' "$log" | head -n 1) && [ -n "$server" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 1200 ] || ! kill -0 "$simulator" 2>/dev/null; then
        cat "$log" >&2
        exit 1
    fi
    sleep 0.1
done
java -Xmx1g -cp "bench/target/classes:$(cat bench/target/classpath)" dev.fermata.bench.scale.ScaleFigures \
    "$server" "$jobs" "$rate"
