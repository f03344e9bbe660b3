#!/bin/sh
# How long after its deadline a wait returns, against each kind of hostile server. Takes about RUNS times ten seconds.
#
#   bench/deadline-overrun.sh [RUNS]
set -eu
cd "$(dirname "$0")/.."
mvn -q -pl client,bench package -DskipTests
exec java -cp "bench/target/classes:$(cat bench/target/classpath)" dev.fermata.bench.deadline.DeadlineOverrun "$@"
