# Licensed under the Apache License, Version 2.0; see LICENSE.
# shellcheck shell=sh
#
# Building: Maven through its wrapper, and only when a source is newer than the last build. dist/lib receives the
# modules of the director, dist/bench the benchmarks and what only they need.

DIST=$DIRECTOR_HOME/dist
BUILD_STAMP=$DIST/.built

maven_is_unpacked() {
    for maven in "${MAVEN_USER_HOME:-${HOME:-}/.m2}"/wrapper/dists/apache-maven-*/*/bin/mvn; do
        [ -x "$maven" ] && return 0
    done
    return 1
}

# A JDK's certificates may be a link to what another package should have installed.
need_certificates() {
    [ -s "$JAVA_HOME/lib/security/cacerts" ] && return 0
    warn "$JAVA_HOME/lib/security/cacerts leads to $(readlink -f "$JAVA_HOME/lib/security/cacerts"), which is not there:"
    fail "$EX_CONFIG" 'nothing can be fetched over HTTPS. Install the package of certificates that belongs to that JDK.'
}

# Maven's checksum is that of the zip, so the wrapper must be able to unpack one.
need_maven() {
    maven_is_unpacked && return 0
    need_certificates
    command -v unzip >/dev/null 2>&1 || fail "$EX_CONFIG" 'unpacking Maven needs unzip: apt-get install unzip'
}

maven() {
    (cd -- "$DIRECTOR_HOME" && ./mvnw --batch-mode "$@")
}

# Sources newer than the last build; a directory is newer when a file in it was added or removed.
is_built() {
    [ -e "$BUILD_STAMP" ] && [ -d "$DIST/lib" ] || return 1
    newer=$(cd -- "$DIRECTOR_HOME" && find pom.xml ./*/pom.xml ./*/src/main -newer "$BUILD_STAMP" -print 2>/dev/null \
        | head -n 1)
    [ -z "$newer" ]
}

# Style and tests are for ./director test. Maven asks the network only for what its local repository lacks, so a second
# build needs none.
package_jars() {
    maven --quiet package -Dmaven.test.skip=true -Dchecked.skip=true -Dcheckstyle.skip=true >"$DIST/build.log" 2>&1
}

# An edit made while the compiler runs is newer than the stamp taken before it.
begin_build() {
    need_maven
    mkdir -p "$DIST"
    : >"$DIST/.building"
    forget_client
    rm -rf "$BUILD_STAMP" "${DIST:?}/lib" "${DIST:?}/bench"
}

end_build() {
    # Tests of commands have done so.
    client_is_prepared || prepare_client
    mv "$DIST/.building" "$BUILD_STAMP"
}

build() {
    begin_build
    say "building with $JAVA_HOME (the first time fetches libraries and takes a minute or two)"
    if ! package_jars; then
        cat "$DIST/build.log" >&2
        fail 1 'the build failed; what Maven said stands above'
    fi
    end_build
}

# One build at a time; who waited for another's finds it done.
build_alone() {
    mkdir -p "$DIST"
    (
        flock 9
        is_built || build
    ) 9>"$DIST/.lock"
}

ensure_built() {
    if [ -n "${DIRECTOR_NO_BUILD:-}" ] || is_built; then
        return 0
    fi
    # Progress goes to standard error: standard output belongs to the program that is about to run.
    (need_jdk && build_alone) >&2 || exit
}
