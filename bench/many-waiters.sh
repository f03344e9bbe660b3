#!/bin/sh
# Ten thousand waits of a second each in one JVM of 64 MiB, each with a client of its own that is closed afterwards, as in the README:
# prints threads and descriptors before and after, and fails when either grew by more than a few. Needs Linux. Takes a minute and a
# half; run it on Java 17 and on 25, whose HTTP clients are closed in different ways.
#
#   bench/many-waiters.sh [WAITS] [AT-ONCE]
set -eu
cd "$(dirname "$0")/.."
mvn -q -B -pl bench -am package -DskipTests >&2
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx64m -XX:+ExitOnOutOfMemoryError \
    -cp "bench/target/classes:$(cat bench/target/classpath)" dev.fermata.bench.footprint.ManyWaiters "${1:-10000}" "${2:-200}"
