#!/bin/sh
# What it costs to keep score of clients: CPU time of the server with this checkout, and with a copy of it that keeps no score.
# Needs mvn, git, wrk and curl. With the defaults about nine minutes.
#
#   bench/ledger-overhead.sh [ROUNDS] [SECONDS] [WARM-UP]
set -eu
cd "$(dirname "$0")/.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
trap 'exit 130' INT TERM
git archive HEAD | tar -x -C "$copy"
pipeline=$copy/simulator/src/main/java/dev/fermata/simulator/access/RequestPipeline.java
sed -i 's/FollowedRequest followed = isFile ? null : .*/FollowedRequest followed = null;/' "$pipeline"
grep -q 'FollowedRequest followed = null;' "$pipeline" || { echo "RequestPipeline no longer asks the ledger as this script expects" >&2; exit 1; }
for checkout in "$copy" .; do
    (cd "$checkout" && mvn -q -B -ntp package -DskipTests -Dspotless.check.skip -pl cli -am)
done
sh bench/before-after.sh "$copy/cli/target/fermata.jar" cli/target/fermata.jar "${1:-25}" "${2:-2}" "${3:-30}"
