#!/bin/sh
# CPU time per GET /status or GET /v1/jobs/{id}, beside nginx returning the same bytes. Needs wrk, nginx, curl, and a
# built ./fermata.
#
#   bench/beside-nginx.sh status|job [ROUNDS] [SECONDS]
#
# Alternates between the two so that both meet the same noise, and prints each round and the medians.
set -eu

what=${1:-status}
rounds=${2:-5}
seconds=${3:-10}
root=$(cd "$(dirname "$0")/.." && pwd)
dir=$(mktemp -d)
fermata_port=${FERMATA_PORT:-18101}
nginx_port=${NGINX_PORT:-18102}
hertz=$(getconf CLK_TCK)

stop() {
    [ -z "${fermata:-}" ] || kill "$fermata" 2>/dev/null || true
    [ -z "${nginx:-}" ] || kill "$nginx" 2>/dev/null || true
    rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM

env PORT=$fermata_port TOTAL_DELAY_SECONDS=100000 "$root/fermata" serve 2> "$dir/fermata.log" &
fermata=$!
await() { curl -sf --retry 100 --retry-delay 1 --retry-connrefused "http://127.0.0.1:$1" > /dev/null; }
await $fermata_port/status
case $what in
    status) path=/status ;;
    job)
        path=$(curl -sf -o /dev/null -D - "http://127.0.0.1:$fermata_port/v1/jobs" -H 'Content-Type: application/json' \
            -d '{"source_url": "https://example.com/a.mp4", "target_languages": ["es"], "scenario": {"duration": 1e6}}' |
            tr -d '\r' | sed -n 's/^location: //p')
        ;;
    *) echo "what is '$what'; allowed is status or job" >&2; exit 2 ;;
esac
body=$(curl -sf "http://127.0.0.1:$fermata_port$path")

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
        listen 127.0.0.1:$nginx_port;
        location = $path {
            default_type application/json;
            add_header Cache-Control no-store;
            return 200 '$body';
        }
    }
}
CONF
nginx -e "$dir/error.log" -c "$dir/nginx.conf" &
nginx=$!
await $nginx_port$path
worker=$(pgrep -P "$nginx")

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

echo "warming up"
round $fermata_port "$fermata" 20 > /dev/null
round $nginx_port "$worker" 3 > /dev/null
for i in $(seq "$rounds"); do
    round $fermata_port "$fermata" "$seconds" | tee -a "$dir/fermata" | sed 's/^/fermata /'
    round $nginx_port "$worker" "$seconds" | tee -a "$dir/nginx" | sed 's/^/nginx   /'
done
awk -v f="$(median "$dir/fermata")" -v n="$(median "$dir/nginx")" \
    'BEGIN { printf "median: fermata %.3f us, nginx %.3f us, ratio %.3f\n", f, n, f / n }'
