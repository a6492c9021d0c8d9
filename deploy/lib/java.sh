# Licensed under the Apache License, Version 2.0; see LICENSE.
# shellcheck shell=sh
#
# Finding Java. DIRECTOR_JAVA_HOME decides when it is set; otherwise the newest of JAVA_HOME, /usr/lib/jvm/* and the
# java on the PATH. Versions are read from each one's release file: starting every JVM would take a second each.

JAVA_OLDEST=22

# java_version HOME: 25.0.3, or nothing where HOME holds no Java.
java_version() {
    [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 0
    sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$1/release"
}

# The homes to look at, one a line.
java_homes() {
    if [ -n "${DIRECTOR_JAVA_HOME:-}" ]; then
        printf '%s\n' "$DIRECTOR_JAVA_HOME"
        return
    fi
    [ -z "${JAVA_HOME:-}" ] || printf '%s\n' "$JAVA_HOME"
    for home in /usr/lib/jvm/*; do
        printf '%s\n' "$home"
    done
    if command -v java >/dev/null 2>&1; then
        dirname -- "$(dirname -- "$(readlink -f -- "$(command -v java)")")"
    fi
}

# newest_java PROGRAM: "version home" of the newest Java that is new enough and has PROGRAM; nothing if there is none.
newest_java() {
    java_homes | while IFS= read -r home; do
        version=$(java_version "$home")
        major=${version%%[!0-9]*}
        if [ "${major:-0}" -ge "$JAVA_OLDEST" ] && [ -x "$home/bin/$1" ]; then
            printf '%s %s\n' "$version" "$home"
        fi
    done | sort -V | tail -n 1
}

say_which_java_to_install() {
    warn "this needs $1 of version $JAVA_OLDEST or later, and found none."
    {
        printf '  Looked in DIRECTOR_JAVA_HOME, or where that is not set, JAVA_HOME, /usr/lib/jvm/* and the PATH:\n'
        java_homes | while IFS= read -r home; do
            version=$(java_version "$home")
            printf '    %s: %s\n' "$home" "${version:-no Java there}"
        done
        printf '  Debian 12 itself has only 17. Eclipse Temurin offers packages and archives of newer ones:\n'
        printf '    https://adoptium.net/installation/linux/   (package temurin-25-jdk)\n'
        printf '  or unpack an archive anywhere and set DIRECTOR_JAVA_HOME to its directory.\n'
    } >&2
    exit "$EX_CONFIG"
}

# select_java PROGRAM WHAT: sets JAVA_BIN and JAVA_MAJOR; exports JAVA_HOME for Maven.
select_java() {
    chosen=$(newest_java "$1")
    [ -n "$chosen" ] || say_which_java_to_install "$2"
    JAVA_HOME=${chosen#* }
    JAVA_BIN=$JAVA_HOME/bin
    JAVA_MAJOR=${chosen%%[!0-9]*}
    export JAVA_HOME
}

# Enough to run what is built.
need_java() {
    select_java java 'Java'
}

# To build, and for the tools beside the compiler.
need_jdk() {
    select_java javac 'a JDK (with javac)'
}
