#!/bin/sh
# For each peer a trap that it falls into and ours does not: runs the real library, and ours, against the same server, and prints
# what they did in Markdown. Fails when a claim is not true, or no longer. Takes a minute.
#
#   bench/traps.sh
set -eu
cd "$(dirname "$0")/.."
mvn -q -pl client,simulator,bench package -DskipTests >&2
exec java -cp "bench/target/classes:$(cat bench/target/classpath)" dev.fermata.bench.traps.Traps
