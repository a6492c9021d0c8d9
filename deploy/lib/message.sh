# Licensed under the Apache License, Version 2.0; see LICENSE.
# shellcheck shell=sh
#
# What the launcher says, and the exit codes that it says it with.

# sysexits.h: something on this machine must be set up first.
EX_CONFIG=78
# sysexits.h: the command line is wrong.
EX_USAGE=64

say() {
    printf 'director: %s\n' "$*"
}

warn() {
    printf 'director: %s\n' "$*" >&2
}

# fail CODE TEXT...
fail() {
    code=$1
    shift
    warn "$*"
    exit "$code"
}
