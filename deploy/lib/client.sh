# Licensed under the Apache License, Version 2.0; see LICENSE.
# shellcheck shell=sh
#
# ipvsadm is to answer at once, and other commands that talk to a running director soon. So the build archives what they
# load when they do. It also notes which Java runs ipvsadm's client; the launcher then has nothing to find out, and
# whether sources are newer is not asked.
#
# Archives are bound to the Java that made them, to the jars and to these flags; one that does not fit is left aside
# without a word. A run is too short for the second compiler, and this collector is the quickest to set up.

CLIENT=$DIRECTOR_HOME/dist/client
QUICKLY='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable'

# What the client is made of: the class path, without what only a whole director needs.
client_jars() {
    for jar in "$DIRECTOR_HOME"/dist/lib/director-management-*.jar "$DIRECTOR_HOME"/dist/lib/director-dataplane-*.jar; do
        CLIENT_PATH=${CLIENT_PATH:+$CLIENT_PATH:}$jar
    done
}

# run_quickly JAVA ARCHIVE ARGUMENTS...: in the place of this process.
run_quickly() {
    java=$1
    archive=$CLIENT/$2
    shift 2
    # Another Java may not even know the flag.
    if is_clients_java "$java" && [ -e "$archive.aot" ]; then
        set -- "-XX:AOTCache=$archive.aot" "$@"
    elif is_clients_java "$java" && [ -e "$archive.jsa" ]; then
        set -- "-XX:SharedArchiveFile=$archive.jsa" "$@"
    fi
    # shellcheck disable=SC2086 # Flags are words without blanks.
    exec "$java" $QUICKLY ${DIRECTOR_JAVA_OPTIONS:-} "$@"
}

# run_client JAVA ARGUMENTS...: ipvsadm.
run_client() {
    java=$1
    shift
    client_jars
    run_quickly "$java" ipvsadm -cp "$CLIENT_PATH" director.management.client.IpvsadmClient "$@"
}

# save_rules [-n]: ipvsadm-save.
save_rules() {
    if [ $# -gt 1 ] || { [ $# -eq 1 ] && [ "$1" != -n ]; }; then
        echo 'Usage: ipvsadm-save [-n]' >&2
        exit 1
    fi
    exec "$SELF" ipvsadm -S "$@"
}

# restore_rules: ipvsadm-restore, which has the rules at its standard input take the place of all others, without lines
# that begin with #, and passes over its arguments. Here that is one change.
restore_rules() {
    { echo -C; sed '/^#/d'; } | "$SELF" ipvsadm -R
    exit
}

# run_talker JAVA ARGUMENTS...: a command that talks_only.
run_talker() {
    java=$1
    shift
    run_quickly "$java" commands --module-path "$DIRECTOR_HOME/dist/lib" \
        --module director.management/director.management.DirectorCommand "$@"
}

# True of a command that asks a director or the grammar of commands. Those need no flag but these: what has modules export
# more, or denies native access, would keep the JVM from taking the graph of modules from an archive.
talks_only() {
    case $1 in
        status | services | refusals | snat | connections | schedulers | set | drain | events | apply | save) ;;
        completion | man | --version) ;;
        *) return 1 ;;
    esac
}

# True of the Java that made the archives.
is_clients_java() {
    [ "$1" = "$CLIENT/java" ] || [ "$1" = "$(readlink "$CLIENT/java")" ]
}

# True if the build has left everything that run_client needs, and nobody asks for another Java.
client_is_prepared() {
    [ -x "$CLIENT/java" ] && { [ -z "${DIRECTOR_JAVA_HOME:-}" ] || is_clients_java "$DIRECTOR_JAVA_HOME/bin/java"; }
}

# rehearse ARCHIVE ARGUMENTS...: runs something while the JVM notes what it loads. AOT caches are made in one step from
# JDK 25 on; archives of classes do less and are there in all.
rehearse() {
    archive=$CLIENT/$1
    shift
    if [ "$JAVA_MAJOR" -ge 25 ]; then
        set -- "-XX:AOTCacheOutput=$archive.aot" "$@"
    else
        set -- "-XX:ArchiveClassesAtExit=$archive.jsa" "$@"
    fi
    # shellcheck disable=SC2086 # Flags are words without blanks.
    "$JAVA_BIN/java" $QUICKLY "$@" >"$archive.log" 2>&1 || true
    if [ ! -s "$archive.aot" ] && [ ! -s "$archive.jsa" ]; then
        warn "${archive##*/} will start slowly, for there is no archive of what is loaded: see $archive.log"
    fi
}

# prepare_client: after a build. Without an archive all works, only not at once.
prepare_client() {
    # Where only some modules were built or tested, there may be no commands.
    [ -n "$(find "$DIRECTOR_HOME/dist/lib" -name 'director-management-*.jar' 2>/dev/null)" ] || return 0
    mkdir -p "$CLIENT"
    forget_client
    client_jars
    rehearse ipvsadm -cp "$CLIENT_PATH" director.management.client.Rehearsal &
    rehearse commands --module-path "$DIRECTOR_HOME/dist/lib" \
        --module director.management/director.management.CommandRehearsal "$DIRECTOR_HOME/deploy/director.example.yaml"
    wait "$!"
    ln -s "$JAVA_BIN/java" "$CLIENT/java"
}

# forget_client: before a build, after which the rest would no longer fit.
forget_client() {
    rm -f "$CLIENT/java" "$CLIENT"/*.aot "$CLIENT"/*.jsa
}
