#!/bin/sh
# From the start of ./fermata serve to its first answer, with each thing undone that makes it quick; medians of ROUNDS starts.
# Takes about ROUNDS times six seconds per JDK. Prints a table in Markdown.
#
#   bench/start-time.sh ROUNDS JAVA_HOME...
set -eu
cd "$(dirname "$0")/.."
rounds=${1:-11}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || { echo "name the home of at least one JDK" >&2; exit 2; }
for jdk; do JAVA_HOME=$jdk ./fermata --version >/dev/null; done
exec java bench/src/main/java/dev/fermata/bench/start/StartTime.java "$PWD" "$rounds" "$@"
