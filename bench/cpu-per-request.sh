#!/bin/sh
# CPU time per GET /status, or per GET /v1/jobs/{id}, beside other servers returning the same body. Needs wrk, nginx, curl,
# mvn and a built ./fermata.
#
#   bench/cpu-per-request.sh status|job [ROUNDS] [SECONDS] [WARM-UP] [PEER ...]
#
# Peers: nginx (the default); wiremock and mockserver, which keep a journal of requests, as the simulator does; wiremock_bare and
# mockserver_bare, without journal and log, the fastest that they can do. Alternates between all so that they meet the same noise.
# Each JVM warms up for WARM-UP seconds (60 by default; WireMock and MockServer were still getting faster after 20), and then for
# as long as ten seconds more still make it 3 % faster, but no longer than three times that. With all peers and the defaults about
# fifteen minutes.
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
. "$(dirname "$0")/lib/run.sh"
build
machine=$(program Machine)
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
    until pid=$(pgrep -P $!); do
        kill -0 $! 2> /dev/null || { echo "nginx does not start:" >&2; cat "$dir/error.log" >&2; exit 1; }
    done
}

# With a journal of as many requests as the simulator keeps: as it comes it keeps all, until its memory is full.
start_wiremock() { wiremock "$1" --max-request-journal-entries 1000; }

# Its fastest way: no journal, no log of requests.
start_wiremock_bare() { wiremock "$1" --no-request-journal --disable-request-logging; }

wiremock() {
    jar=$(peer_jar org.wiremock:wiremock-standalone:3.13.2)
    stubs=$dir/wiremock$1
    mkdir -p "$stubs/mappings"
    cat > "$stubs/mappings/status.json" <<JSON
{"request": {"method": "GET", "url": "$path"},
 "response": {"status": 200, "body": "$escaped",
              "headers": {"Content-Type": "application/json", "Cache-Control": "no-store"}}}
JSON
    port_of_peer=$1
    shift
    "$java" -jar "$jar" --port "$port_of_peer" --bind-address 127.0.0.1 --root-dir "$stubs" "$@" > "$dir/wiremock.log" 2>&1 &
    pid=$!
    started="$started $pid"
}

# As it comes; its log of requests goes nowhere.
start_mockserver() { mockserver "$1" INFO false; }

# Its fastest way: no log.
start_mockserver_bare() { mockserver "$1" OFF true; }

mockserver() {
    jar=$(peer_jar org.mock-server:mockserver-netty-no-dependencies:5.15.0)
    cat > "$dir/mockserver.json" <<JSON
[{"httpRequest": {"method": "GET", "path": "$path"},
  "httpResponse": {"statusCode": 200, "body": "$escaped",
                   "headers": {"Content-Type": ["application/json"], "Cache-Control": ["no-store"]}}}]
JSON
    "$java" -Dmockserver.initializationJsonPath="$dir/mockserver.json" -Dmockserver.logLevel="$2" \
        -Dmockserver.disableSystemOut="$3" -Dmockserver.disableLogging="$3" \
        -jar "$jar" -serverPort "$1" -logLevel "$2" > /dev/null 2>&1 &
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

us_of() { round "$1" "$2" "$3" | cut -d' ' -f1; }

# How long it took is part of what the figures mean.
warm_up() {
    warmed=$3
    before=$(us_of "$1" "$2" "$3")
    while [ "$warmed" -lt $((3 * $3)) ]; do
        now=$(us_of "$1" "$2" 10)
        warmed=$((warmed + 10))
        awk -v b="$before" -v n="$now" 'BEGIN { exit n < 0.97 * b }' && break
        before=$now
    done
}

port=18101
for server in fermata "$@"; do
    echo "starting and warming up $server" >&2
    start_$server $port
    eval "${server}_port=$port ${server}_pid=$pid"
    [ $server != fermata ] || find_answer $port
    ask "$port$path" > "$dir/body"
    [ "$(cat "$dir/body")" = "$body" ] || { echo "$server answers something else: $(cat "$dir/body")" >&2; exit 1; }
    if [ $server = nginx ]; then warmed=3 && us_of $port "$pid" 3 > /dev/null; else warm_up $port "$pid" "$warmup"; fi
    eval "${server}_warmed=$warmed"
    port=$((port + 1))
done
for i in $(seq "$rounds"); do
    for server in fermata "$@"; do
        eval "port=\$${server}_port pid=\$${server}_pid"
        round "$port" "$pid" "$seconds" | tee -a "$dir/$server.us" | sed "s/^/$server /" >&2
    done
done

# What Fermata is to stay below, as a part of the other's.
target() {
    case $1-$what in
        nginx-status) echo "<= 1.10" ;;
        nginx-job) echo "<= 1.50" ;;
        *) echo "<= 0.125" ;;
    esac
}

case $what in
    status) asked='GET /status' ;;
    job) asked='GET /v1/jobs/{id}' ;;
esac
fermata=$(median "$dir/fermata.us")
echo "### CPU per \`$asked\`"
echo
echo "$machine. User and system time of the server, by \`wrk\` with 64 connections on the same machine; medians of $rounds rounds of $seconds s, in turn. The answer of the simulator is computed, that of the others is a constant stub of the same bytes."
echo
echo "| server | warmed up for | CPU for each | least to greatest | requests/s | Fermata / it | target |"
echo "|---|---|---|---|---|---|---|"
for server in fermata "$@"; do
    eval "warmed=\$${server}_warmed"
    awk -v s="$server" -v w="$warmed" -v f="$fermata" -v n="$(median "$dir/$server.us")" -v t="$(target "$server")" '
        { if (NR == 1 || $1 < least) least = $1; if ($1 > most) most = $1; sent += $4 }
        END {
            own = s == "fermata"
            printf "| %s | %d s | %.2f us | %.2f to %.2f | %d | %s | %s |\n",
                s, w, n, least, most, sent / NR, own ? "" : sprintf("%.3f", f / n), own ? "" : t
        }' "$dir/$server.us"
done
echo
