#!/bin/sh
# How many submissions a second come in over HTTP, one POST /v1/jobs for each job, and the CPU time that each takes. Needs wrk.
# The store is full before it is measured: each submission pushes out an old job. Less than two minutes.
#
#   bench/submissions.sh [ROUNDS] [SECONDS]
set -eu
. "$(dirname "$0")/lib/run.sh"
build
rounds=${1:-3}
seconds=${2:-10}
dir=$(mktemp -d)
pid=

stop() {
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
    rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM

cat > "$dir/short.yaml" <<'YAML'
jobs: {queue_time: 0s, running_time: 100ms}
YAML

# No two alike.
cat > "$dir/submit.lua" <<'LUA'
local title, metadata = "", ""
if os.getenv("WHOLE") == "1" then
    title = ', "title": "Episode %d"'
    metadata = ', "metadata": {"customer": "%d", "order": "2026-%d"}'
end
local form = '{"source_url": "https://media.example.com/%d/episode.mp4", "target_languages": ["es"]' .. title .. metadata .. '}'
local n = 0
request = function()
    n = n + 1
    return wrk.format("POST", "/v1/jobs", {["Content-Type"] = "application/json"}, string.format(form, n, n, n, n))
end
LUA

ticks() { sed 's/.*) //' "/proc/$pid/stat" | awk '{ print $12 + $13 }'; }

# Requests per second, CPU microseconds for each, the 99th percentile of their times, how many were refused.
round() {
    before=$(ticks)
    WHOLE=$1 wrk -t1 -c64 -d"$2"s --latency -s "$dir/submit.lua" "http://127.0.0.1:18121" > "$dir/wrk"
    after=$(ticks)
    awk -v t=$((after - before)) -v hz="$(getconf CLK_TCK)" -v s="$2" '
        /99%/ { late = $2 }
        /requests in/ { n = $1 }
        /Non-2xx/ { refused = $NF }
        END { printf "%d %.1f %s %d\n", n / s, t / hz * 1e6 / n, late, refused }' "$dir/wrk"
}

# wrk says us, ms or s.
slowest() {
    awk '{ ms = /us$/ ? $1 / 1000 : /ms$/ ? $1 + 0 : $1 * 1000; if (ms > most) most = ms } END { printf "%.0f ms", most }'
}

median() { sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }

machine=$(program Machine)
"$root/fermata" serve --port 18121 --seed 1 --max-jobs 200000 --scenario "$dir/short.yaml" 2> "$dir/log" &
pid=$!
curl -sf --retry 100 --retry-delay 1 --retry-all-errors http://127.0.0.1:18121/healthz > /dev/null || {
    cat "$dir/log" >&2
    exit 1
}
echo "### Submissions over HTTP"
echo
echo "$machine. \`wrk\` with 64 connections on the same machine; $rounds rounds of $seconds s after 15 s of warm-up; medians; seed 1, 200,000 jobs at most."
echo
echo "| one job with | target | submissions/s | CPU time for each | 99 of 100 answered within | refused |"
echo "|---|---|---|---|---|---|"
for whole in 0 1; do
    echo "warming up" >&2
    round $whole 15 > /dev/null
    : > "$dir/rounds"
    for i in $(seq "$rounds"); do
        echo "round $i of $rounds" >&2
        round $whole "$seconds" >> "$dir/rounds"
    done
    echo "| $([ $whole = 0 ] && echo 'a source URL' || echo 'and a title and metadata (2)') | >= 10,000 |" \
        "$(cut -d' ' -f1 "$dir/rounds" | median) | $(cut -d' ' -f2 "$dir/rounds" | median) us |" \
        "$(cut -d' ' -f3 "$dir/rounds" | slowest) | $(cut -d' ' -f4 "$dir/rounds" | awk '{ s += $1 } END { print s }') |"
done
echo
