#!/bin/sh
# Real waiting libraries and this project's waiter on the real simulator, 50 times as fast as the clock: prints the tables of
# docs/polling.md in Markdown and draws its plots. Progress goes to standard error. Takes about ten minutes.
#
#   bench/libraries.sh [JOBS-OF-EACH-KIND] [SEED]
set -eu
cd "$(dirname "$0")/.."
mvn -q -pl client,simulator,bench package -DskipTests >&2
exec java -Xss512k -cp "bench/target/classes:$(cat bench/target/classpath)" dev.fermata.bench.peers.LibraryFigures \
    docs/plots "$@"
