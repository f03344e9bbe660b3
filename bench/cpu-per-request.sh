#!/bin/sh
# CPU time per GET /status, or per GET /v1/jobs/{id}, beside other servers returning the same body. Needs wrk, nginx, curl,
# mvn and a built ./fermata.
#
#   bench/cpu-per-request.sh status|job [ROUNDS] [SECONDS] [WARM-UP] [PEER ...]
#
# Peers: nginx (the default), wiremock, mockserver. Alternates between all so that they meet the same noise, and prints each
# round and the medians. The JVMs warm up for WARM-UP seconds each (60 by default; WireMock and MockServer were still getting
# faster after 20).
set -eu

what=${1:-status}
rounds=${2:-5}
seconds=${3:-10}
warmup=${4:-60}
if [ $# -gt 4 ]; then shift 4; else set -- nginx; fi
case $what in
    status | job) ;;
    *) echo "what is '$what'; allowed is status or job" >&2; exit 2 ;;
esac
root=$(cd "$(dirname "$0")/.." && pwd)
dir=$(mktemp -d)
hertz=$(getconf CLK_TCK)
started=

stop() {
    for pid in $started; do kill "$pid" 2>/dev/null || true; done
    rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM

peer_jar() {
    mvn -q org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy -f "$root/pom.xml" -N -Dartifact="$1" \
        -DoutputDirectory="$root/bench/target/peers" -Dmdep.stripVersion=true >&2
    echo "$root/bench/target/peers/$(echo "$1" | cut -d: -f2).jar"
}

# Each starts its server and leaves in $pid the process that does the work.
start_fermata() {
    env PORT="$1" TOTAL_DELAY_SECONDS=100000 "$root/fermata" serve 2> "$dir/fermata.log" &
    pid=$!
    started="$started $pid"
}

start_nginx() {
    cat > "$dir/nginx.conf" <<CONF
daemon off;
worker_processes 1;
pid $dir/nginx.pid;
error_log $dir/error.log;
events { worker_connections 1024; }
http {
    access_log off;
    keepalive_requests 1000000000;
    server_tokens off;
    server {
        listen 127.0.0.1:$1;
        location = $path {
            default_type application/json;
            add_header Cache-Control no-store;
            return 200 '$body';
        }
    }
}
CONF
    nginx -e "$dir/error.log" -c "$dir/nginx.conf" &
    started="$started $!"
    while ! pid=$(pgrep -P $!); do :; done
}

start_wiremock() {
    jar=$(peer_jar org.wiremock:wiremock-standalone:3.13.2)
    mkdir -p "$dir/wiremock/mappings"
    cat > "$dir/wiremock/mappings/status.json" <<JSON
{"request": {"method": "GET", "url": "$path"},
 "response": {"status": 200, "body": "$escaped",
              "headers": {"Content-Type": "application/json", "Cache-Control": "no-store"}}}
JSON
    # Its fastest way: no journal, no log of requests.
    java -jar "$jar" --port "$1" --bind-address 127.0.0.1 --root-dir "$dir/wiremock" --no-request-journal \
        --disable-request-logging > "$dir/wiremock.log" 2>&1 &
    pid=$!
    started="$started $pid"
}

start_mockserver() {
    jar=$(peer_jar org.mock-server:mockserver-netty-no-dependencies:5.15.0)
    cat > "$dir/mockserver.json" <<JSON
[{"httpRequest": {"method": "GET", "path": "$path"},
  "httpResponse": {"statusCode": 200, "body": "$escaped",
                   "headers": {"Content-Type": ["application/json"], "Cache-Control": ["no-store"]}}}]
JSON
    java -Dmockserver.initializationJsonPath="$dir/mockserver.json" -Dmockserver.logLevel=OFF \
        -Dmockserver.disableSystemOut=true -Dmockserver.disableLogging=true \
        -jar "$jar" -serverPort "$1" -logLevel OFF > "$dir/mockserver.log" 2>&1 &
    pid=$!
    started="$started $pid"
}

# User and system time of a process so far, in clock ticks.
ticks() { sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'; }

# One round: CPU microseconds per request, and requests per second.
round() {
    before=$(ticks "$2")
    requests=$(wrk -t1 -c64 -d"$3"s "http://127.0.0.1:$1$path" | awk '/requests in/ { print $1 }')
    after=$(ticks "$2")
    awk -v t=$((after - before)) -v hz="$hertz" -v n="$requests" -v s="$3" \
        'BEGIN { printf "%.3f us/request at %d requests/s\n", t / hz * 1e6 / n, n / s }'
}

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }

ask() { curl -sf --retry 100 --retry-delay 1 --retry-all-errors "http://127.0.0.1:$1"; }

# What there is to ask, and the bytes that the peers are to answer with.
find_answer() {
    path=/status
    ask "$1/healthz" > /dev/null
    if [ "$what" = job ]; then
        path=$(curl -sf -o /dev/null -D - "http://127.0.0.1:$1/v1/jobs" -H 'Content-Type: application/json' \
            -d '{"source_url": "https://example.com/a.mp4", "target_languages": ["es"], "scenario": {"duration": 1e6}}' |
            tr -d '\r' | sed -n 's/^location: //p')
    fi
    body=$(ask "$1$path")
    escaped=$(printf %s "$body" | sed 's/[\\"]/\\&/g')
}

port=18101
for server in fermata "$@"; do
    start_$server $port
    eval "${server}_port=$port ${server}_pid=$pid"
    [ $server != fermata ] || find_answer $port
    ask "$port$path" > "$dir/body"
    [ "$(cat "$dir/body")" = "$body" ] || { echo "$server answers something else: $(cat "$dir/body")" >&2; exit 1; }
    echo "warming up $server"
    round $port "$pid" "$([ $server = nginx ] && echo 3 || echo "$warmup")" > /dev/null
    port=$((port + 1))
done
for i in $(seq "$rounds"); do
    for server in fermata "$@"; do
        eval "port=\$${server}_port pid=\$${server}_pid"
        round "$port" "$pid" "$seconds" | tee -a "$dir/$server.us" | sed "s/^/$server /"
    done
done
for server in "$@"; do
    awk -v p="$server" -v f="$(median "$dir/fermata.us")" -v n="$(median "$dir/$server.us")" \
        'BEGIN { printf "median: fermata %.3f us, %s %.3f us; fermata / %s = %.3f\n", f, p, n, p, f / n }'
done
