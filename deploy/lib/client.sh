# Licensed under the Apache License, Version 2.0; see LICENSE.
# shellcheck shell=sh
#
# ipvsadm is to answer at once. So the build notes which Java runs its client, and archives what that loads when it
# does; the launcher then has nothing to find out, and whether sources are newer is not asked.

CLIENT=$DIRECTOR_HOME/dist/client

# What the client is made of: the class path, without what only a whole director needs.
client_jars() {
    for jar in "$DIRECTOR_HOME"/dist/lib/director-management-*.jar "$DIRECTOR_HOME"/dist/lib/director-dataplane-*.jar; do
        CLIENT_PATH=${CLIENT_PATH:+$CLIENT_PATH:}$jar
    done
}

# run_client JAVA ARGUMENTS...: in the place of this process. Archives are bound to the Java that made them and to these
# flags; one that does not fit is left aside without a word. A run is too short for the second compiler, and this
# collector is the quickest to set up.
run_client() {
    java=$1
    shift
    client_jars
    set -- -cp "$CLIENT_PATH" director.management.client.IpvsadmClient "$@"
    if [ "$java" = "$CLIENT/java" ] && [ -e "$CLIENT/archive.aot" ]; then
        set -- "-XX:AOTCache=$CLIENT/archive.aot" "$@"
    elif [ "$java" = "$CLIENT/java" ] && [ -e "$CLIENT/archive.jsa" ]; then
        set -- "-XX:SharedArchiveFile=$CLIENT/archive.jsa" "$@"
    fi
    # shellcheck disable=SC2086 # Flags are words without blanks.
    exec "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable ${DIRECTOR_JAVA_OPTIONS:-} "$@"
}

# True if the build has left everything that run_client needs.
client_is_prepared() {
    [ -x "$CLIENT/java" ] && [ -z "${DIRECTOR_JAVA_HOME:-}" ]
}

# rehearse FLAG: runs the client against a made-up director, while the JVM notes what it loads.
rehearse() {
    "$JAVA_BIN/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable "$1" \
        -cp "$CLIENT_PATH" director.management.client.Rehearsal >"$CLIENT/rehearsal.log" 2>&1
}

# prepare_client: after a build. Without an archive all works, only not at once.
prepare_client() {
    mkdir -p "$CLIENT"
    forget_client
    client_jars
    # AOT caches are made in one step from JDK 25 on; archives of classes do less and are there in all.
    if [ "$JAVA_MAJOR" -ge 25 ]; then
        rehearse "-XX:AOTCacheOutput=$CLIENT/archive.aot" || true
    else
        rehearse "-XX:ArchiveClassesAtExit=$CLIENT/archive.jsa" || true
    fi
    if [ ! -s "$CLIENT/archive.aot" ] && [ ! -s "$CLIENT/archive.jsa" ]; then
        warn "ipvsadm will start slowly, for there is no archive of its classes: see $CLIENT/rehearsal.log"
    fi
    ln -s "$JAVA_BIN/java" "$CLIENT/java"
}

# forget_client: before a build, after which the rest would no longer fit.
forget_client() {
    rm -f "$CLIENT/java" "$CLIENT/archive.aot" "$CLIENT/archive.jsa"
}
