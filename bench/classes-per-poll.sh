#!/bin/sh
# How many types of the client are loaded for a wait that ends with its first poll: prints their names and their number, and fails when
# there are more than the target. A type is a class with a source file of its own. Nested classes, and the classes that the JVM makes
# for lambdas, are counted apart. Takes seconds.
#
#   bench/classes-per-poll.sh [TARGET]
set -eu
cd "$(dirname "$0")/.."
target=${1:-45}
mvn -q -B -pl bench -am package -DskipTests >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"${JAVA_HOME:+$JAVA_HOME/bin/}java" "-Xlog:class+load=info:file=$log:none" \
    -cp "bench/target/classes:$(cat bench/target/classpath)" dev.fermata.bench.footprint.OnePoll
loaded=$(sed -n '/shaded/d;s/^\(dev\.fermata\.client\.[^ ]*\) source: .*/\1/p' "$log" | sort)
types=$(echo "$loaded" | grep -v '\$')
echo "$types"
count=$(echo "$types" | wc -l)
lambdas=$(echo "$loaded" | grep -c '\$\$Lambda' || true)
nested=$(echo "$loaded" | grep -v '\$\$Lambda' | grep -c '\$' || true)
echo
echo "types of the client: $count (target: at most $target); nested: $nested; for lambdas: $lambdas"
[ "$count" -le "$target" ]
