#!/bin/sh
# CPU time of the server for GET /status, GET /v1/jobs/{id} and a bulk poll of 100 jobs, with two builds of the program, in turn.
# The change is the median of the changes of all rounds: both builds of a round meet the same noise, if rounds are short and many.
# Needs wrk and curl. With the defaults about seven minutes.
#
#   bench/before-after.sh BEFORE.jar AFTER.jar [ROUNDS] [SECONDS] [WARM-UP]
set -eu
before=${1:?"the jar of the program before, such as cli/target/fermata.jar of a checkout"}
after=${2:?"the jar of the program after"}
rounds=${3:-25}
seconds=${4:-2}
warmup=${5:-30}
hertz=$(getconf CLK_TCK)
dir=$(mktemp -d)
started=
stop() {
    for pid in $started; do kill "$pid" 2> /dev/null || true; done
    rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM

ticks() { sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'; }

# PORT PID PATH SECONDS: microseconds of CPU time for each request.
us() {
    begin=$(ticks "$2")
    requests=$(wrk -t1 -c32 -d"$4"s "http://127.0.0.1:$1$3" | awk '/requests in/ { print $1 }')
    [ -n "$requests" ] || { echo "no responses from port $1" >&2; exit 1; }
    end=$(ticks "$2")
    awk -v t=$((end - begin)) -v hz="$hertz" -v n="$requests" 'BEGIN { printf "%.3f\n", t / hz * 1e6 / n }'
}

submit() {
    curl -sf --retry 100 --retry-delay 1 --retry-all-errors "http://127.0.0.1:$1/v1/jobs" -H 'Content-Type: application/json' \
        -d '{"source_url": "https://example.com/a.mp4", "target_languages": ["es"], "scenario": {"duration": 1e6}}' |
        grep -o '"id":"[^"]*"' | head -n 1 | cut -d'"' -f4
}

port=18201
for build in before after; do
    eval "jar=\$$build"
    env PORT=$port TOTAL_DELAY_SECONDS=100000 java -jar "$jar" serve --seed 7 2> "$dir/$build.log" &
    pid=$!
    started="$started $pid"
    ids=$(submit $port)
    job=$ids
    for i in $(seq 99); do ids=$ids,$(submit $port); done
    eval "${build}_port=$port ${build}_pid=$pid"
    port=$((port + 1))
done
printf '%s\n%s\n%s\n' "status /status" "job /v1/jobs/$job" "bulk /v1/jobs?ids=$ids" > "$dir/what"
for build in before after; do
    while read -r name path; do eval "us \$${build}_port \$${build}_pid $path $((warmup / 3)) > /dev/null"; done < "$dir/what"
done
for i in $(seq "$rounds"); do
    # What is measured second may be slower, even if both are the same program.
    [ $((i % 2)) = 1 ] && order='before after' || order='after before'
    while read -r name path; do
        for build in $order; do
            eval "us \$${build}_port \$${build}_pid '$path' $seconds" >> "$dir/$build.$name"
        done
    done < "$dir/what"
done
echo "| request | before | after | change | least, before and after |"
echo "|---|---|---|---|---|"
for name in status job bulk; do
    paste "$dir/before.$name" "$dir/after.$name" | awk '{ print $2 / $1 }' | sort -n > "$dir/change"
    sort -n "$dir/before.$name" > "$dir/a"
    sort -n "$dir/after.$name" > "$dir/b"
    paste "$dir/a" "$dir/b" "$dir/change" | awk -v n="$name" '{ a[NR] = $1; b[NR] = $2; c[NR] = $3 }
        function median(of) { return (of[int((NR + 1) / 2)] + of[int(NR / 2) + 1]) / 2 }
        END { printf "| %s | %.2f us | %.2f us | %+.1f %% | %.2f, %.2f us |\n",
            n, median(a), median(b), (median(c) - 1) * 100, a[1], b[1] }'
done
