#!/bin/sh
# How long after its deadline of 0.5 s a wait returns, against each kind of hostile server, and what it leaves behind. Prints
# Markdown; progress goes to standard error. Takes four minutes with 100 runs of each kind.
#
#   bench/deadline-overrun.sh [RUNS] [FRESH-PROCESSES]
set -eu
cd "$(dirname "$0")/.."
mvn -q -pl client,simulator,bench package -DskipTests >&2
exec java -cp "bench/target/classes:$(cat bench/target/classpath)" dev.fermata.bench.deadline.DeadlineOverrun "$@"
