#!/bin/sh
# How many types of the simulator run in one flow: a poll, a submission, a held poll, a webhook, and a fault rule from its text to the bytes.
# A type is a class with a source file of its own. The last two columns leave out those that also run in a poll or in a submission:
# they are what only this flow needs. Counted by JaCoCo in a running simulator. Needs mvn, curl, unzip and python3. Half a minute.
#
#   bench/types-per-flow.sh [JAR]     JAR: another fermata.jar, to compare with
set -eu
cd "$(dirname "$0")/.."
jar=${1:-cli/target/fermata.jar}
[ $# -gt 0 ] || mvn -q -B -ntp package -DskipTests -pl cli -am >&2
work=$(mktemp -d)
server=
receiver=
trap 'kill $server $receiver 2>/dev/null || true; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
for artifact in agent:runtime cli:nodeps; do
    mvn -q -B -ntp dependency:copy "-Dartifact=org.jacoco:org.jacoco.${artifact%:*}:0.8.13:jar:${artifact#*:}" \
        -DoutputDirectory="$work" -Dmdep.stripVersion >&2
done
unzip -q "$jar" 'dev/fermata/simulator/*' -x 'dev/fermata/simulator/shaded/*' -d "$work/classes"
free() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
jacoco() { "${JAVA_HOME:+$JAVA_HOME/bin/}java" -jar "$work/org.jacoco.cli-nodeps.jar" "$@" >/dev/null; }
control=$(free)
port=$(free)
hook=$(free)
"${JAVA_HOME:+$JAVA_HOME/bin/}java" \
    "-javaagent:$work/org.jacoco.agent-runtime.jar=output=tcpserver,port=$control,includes=dev.fermata.simulator.*" \
    -jar "$jar" serve --port "$port" >"$work/log" 2>&1 &
server=$!
curl -s --retry 50 --retry-delay 1 --retry-connrefused -o /dev/null "http://127.0.0.1:$port/status"

# What has run since the last call.
ran() {
    jacoco dump --address 127.0.0.1 --port "$control" --destfile "$work/$1.exec" --reset
    jacoco report "$work/$1.exec" --classfiles "$work/classes" --csv "$work/$1.csv"
}
get() { curl -s -o /dev/null "$@"; }
send() {
    url=$1
    shift
    curl -s --fail-with-body -H 'Content-Type: application/json' "$@" "http://127.0.0.1:$port$url"
}
job='"source_url": "https://example.com/v.mp4", "target_languages": ["es"]'
id=$(send /v1/jobs -d "{$job}" | sed 's/.*"id":"\([^"]*\)".*/\1/')
get "http://127.0.0.1:$port/v1/jobs/$id"
ran warm-up
get "http://127.0.0.1:$port/v1/jobs/$id"
ran poll
get -H 'Prefer: wait=2' "http://127.0.0.1:$port/v1/jobs/$id"
ran held
python3 -c '
import http.server, sys
class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.end_headers()
    def log_message(self, *text): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()' "$hook" &
receiver=$!
send /v1/jobs -d "{$job, \"callback_url\": \"http://127.0.0.1:$hook/\", \"scenario\": {\"duration\": 2}}" >/dev/null
ran submission
sleep 5
ran webhook
send /admin/scenario -X PUT -d '{"faults": [{"fault": "truncate", "first": 1}]}' >/dev/null
get "http://127.0.0.1:$port/v1/jobs/$id" || true
ran fault
python3 - "$work" <<'P'
import csv, sys
def types(flow):
    rows = csv.DictReader(open(f"{sys.argv[1]}/{flow}.csv"))
    return {(row["PACKAGE"], row["CLASS"].split(".")[0]) for row in rows if int(row["INSTRUCTION_COVERED"]) > 0}
usual = types("poll") | types("submission")
print("| flow | types | packages | only in this flow | packages of these |\n|---|---|---|---|---|")
for flow in ("poll", "submission", "held", "webhook", "fault"):
    ran = types(flow)
    own = ran - usual
    print(f"| {flow} | {len(ran)} | {len({p for p, _ in ran})} | {len(own)} | {len({p for p, _ in own})} |")
P
