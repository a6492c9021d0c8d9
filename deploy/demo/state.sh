# Licensed under the Apache License, Version 2.0; see LICENSE.
# shellcheck shell=sh
#
# What a demo leaves on the machine while it runs stands under /run/director-demo/PID: the owner, the topology's state,
# the huge pages raised, logs. So a demo that was killed is cleaned up by the next one.

DEMO_STATES=/run/director-demo

# started_at PID: when it started, in clock ticks since boot; nothing when it is gone. Tells apart two of the same id.
started_at() {
    [ -r "/proc/$1/stat" ] || return 0
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
    # The second field is the name in brackets and may hold blanks; the time is the 22nd.
    # shellcheck disable=SC2086 # Fields are words.
    set -- ${stat##*) }
    printf '%s\n' "${20}"
}

# owner_is_alive STATE_DIR
owner_is_alive() {
    [ -s "$1/owner" ] || return 1
    read -r owner since <"$1/owner"
    [ "$(started_at "$owner")" = "$since" ]
}

# remove_state STATE_DIR: quietly, and as often as one likes.
remove_state() {
    [ -d "$1" ] || return 0
    "$LIB/topology.sh" down "$1" || return 1
    restore_huge_pages "$1/hugepages"
    rm -rf "$1"
    rmdir "$DEMO_STATES" 2>/dev/null || true
}

remove_leftovers() {
    for state in "$DEMO_STATES"/*; do
        if [ -d "$state" ] && ! owner_is_alive "$state"; then
            say "removing what an earlier demo left in $state"
            remove_state "$state"
        fi
    done
}

# make_state: sets STATE. The owner is written before anything is made.
make_state() {
    STATE=$DEMO_STATES/$$
    mkdir -p "$STATE"
    printf '%s %s\n' "$$" "$(started_at $$)" >"$STATE/owner"
}
