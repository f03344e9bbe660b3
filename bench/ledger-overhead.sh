#!/bin/sh
# What it costs to keep score of clients: CPU time of the server with this checkout, and with a copy of it that keeps no score.
# Each build is started several times: what the JVM compiles differs from start to start by more than the score costs.
# Needs mvn, git, wrk and curl. With the defaults about thirteen minutes.
# STARTS and ROUNDS should be even, so that each build is the first one as often as the second one.
#
#   bench/ledger-overhead.sh [STARTS] [ROUNDS] [SECONDS] [WARM-UP]
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
without=$copy/cli/target/fermata.jar
with=cli/target/fermata.jar
for i in $(seq "${1:-6}"); do
    # Which one starts first makes a difference, too. In the second order, the two columns are exchanged, and the change is inverted.
    [ $((i % 2)) = 1 ] && first=$without second=$with || first=$with second=$without
    sh bench/before-after.sh "$first" "$second" "${2:-6}" "${3:-2}" "${4:-12}" > "$copy/table" # In a pipe, a failure goes unnoticed.
    awk -F'|' -v second=$((1 - i % 2)) '/us/ && !second { print }
        /us/ && second { printf "|%s|%s|%s| %+.1f %% | second order |\n", $2, $4, $3, 1e4 / (100 + $5) - 100 }' "$copy/table" |
        tee -a "$copy/tables"
done
echo
echo "Medians of all starts:"
echo "| request | without | with | more |"
echo "|---|---|---|---|"
for name in status job bulk; do
    for column in 3 4 5; do
        awk -F'|' -v n="$name" -v c="$column" '$2 ~ n { print $c + 0 }' "$copy/tables" | sort -n |
            awk '{ a[NR] = $1 } END { print (a[int((NR + 1) / 2)] + a[int(NR / 2) + 1]) / 2 }'
    done | paste - - - | awk -v n="$name" '{ printf "| %s | %.2f us | %.2f us | %+.1f %% |\n", n, $1, $2, $3 }'
done
