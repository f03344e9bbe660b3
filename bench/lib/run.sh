# For the scripts beside this folder: builds what they need, and runs one of the programs in dev.fermata.bench.simulator.
# FERMATA_BUILT=1 says that it is built.

root=$(cd "$(dirname "$0")/.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

build() {
    [ "${FERMATA_BUILT:-}" = 1 ] && return
    echo "building" >&2
    (cd "$root" && mvn -q -B -pl client,simulator,cli,bench package -DskipTests) >&2
    FERMATA_BUILT=1
    export FERMATA_BUILT
}

program() {
    name=$1
    shift
    "$java" -cp "$root/bench/target/classes:$(cat "$root/bench/target/classpath")" -Dfermata.root="$root" \
        "dev.fermata.bench.simulator.$name" "$@"
}

run() {
    build
    program "$@"
}
