#!/bin/sh
# Licensed under the Apache License, Version 2.0; see LICENSE.
#
# A network of namespaces around one director, for the demo and for tests:
#
#   client                       director                        switch          real1, real2, ...
#   eth0 10.0.0.1/24 ────veth──── dc0      ds0 ────veth──── up0 ─ br0 ─ p1 ──veth── eth0 10.9.0.1/16 fd09::1/64
#        fd00::1/64               (10.0.0.254, 10.9.0.254,      (bridge)  p2 ──veth── eth0 10.9.0.2/16 fd09::2/64 ...
#   default via 10.0.0.254        fd00::254, fd09::254 and                          default via 10.9.0.254
#               fd00::254         the virtual addresses are                                     fd09::254
#                                 the director's alone)
#
# The kernel has no address on dc0 and ds0, so it answers nothing there. Reverse-path filters and forwarding are off.
# Offloads are off as well: a frame that a socket of this machine sends over veth otherwise carries a checksum that is
# not filled in, or is larger than the MTU, and the director would be handed it as it is.
#
# With --checks yes the director's kernel has a way of its own to the real servers, for health checks: dh0 beside ds0,
# with 10.9.0.253/16 and fd09::253/64.
#
#   topology.sh up STATE_DIR [--prefix NAME] [--reals N] [--checks yes]   makes it; needs root, ip and ethtool
#   topology.sh down STATE_DIR                             ends every process in it and removes it; may be repeated
#
# STATE_DIR (made if need be) holds `namespaces`, one name a line, each written before it is made, so that `down` works
# after an `up` that was cut short; and `environment`, lines KEY=VALUE for a shell or java.util.Properties: CLIENT,
# DIRECTOR, SWITCH, REAL1... are names of namespaces, which begin with the prefix (default: director-NAME_OF_STATE_DIR).

set -eu
PATH=$PATH:/usr/sbin:/sbin

in_namespace() {
    ip netns exec "$@"
}

quieten() {
    # What a namespace inherits depends on the host's settings, so each is stated.
    # shellcheck disable=SC2016 # The inner shell expands it.
    in_namespace "$1" sh -c '
        cd /proc/sys/net
        set -e
        for scope in all default; do
            echo 0 >ipv4/conf/$scope/rp_filter
            [ ! -e ipv6/conf/$scope/disable_ipv6 ] || echo 1 >ipv6/conf/$scope/disable_ipv6
        done
        echo 0 >ipv4/ip_forward'
    ip -n "$1" link set lo up
}

# add_namespace STATE_DIR KEY NAME
add_namespace() {
    echo "$3" >>"$1/namespaces"
    echo "$2=$3" >>"$1/environment"
    ip netns add "$3"
    quieten "$3"
}

# add_link NAMESPACE_A NAME_A NAMESPACE_B NAME_B
add_link() {
    ip -n "$1" link add "$2" type veth peer name "$4" netns "$3"
    bring_up "$1" "$2"
    bring_up "$3" "$4"
}

# add_addresses NAMESPACE IPV4 IPV6 GATEWAY4 GATEWAY6: to eth0, usable at once; IPv6 is on where it has an address.
add_addresses() {
    # shellcheck disable=SC2016 # The inner shell expands it.
    in_namespace "$1" sh -c '
        cd /proc/sys/net/ipv6/conf 2>/dev/null || exit 0
        set -e
        for setting in accept_ra autoconf dad_transmits router_solicitations disable_ipv6; do
            echo 0 >eth0/$setting
        done'
    ip -n "$1" address add "$2" dev eth0
    ip -n "$1" route add default via "$4"
    if [ -e /proc/sys/net/ipv6 ]; then
        ip -n "$1" address add "$3" dev eth0 nodad
        ip -n "$1" route add default via "$5"
    fi
}

bring_up() {
    in_namespace "$1" ethtool -K "$2" rx off tx off tso off gso off gro off >/dev/null
    ip -n "$1" link set "$2" up
}

add_client() {
    add_addresses "$1" 10.0.0.1/24 fd00::1/64 10.0.0.254 fd00::254
}

# add_real STATE_DIR PREFIX NUMBER
add_real() {
    add_namespace "$1" "REAL$3" "$2-real$3"
    add_link "$2-switch" "p$3" "$2-real$3" eth0
    ip -n "$2-switch" link set "p$3" master br0
    add_addresses "$2-real$3" "10.9.0.$3/16" "fd09::$3/64" 10.9.0.254 fd09::254
}

# add_checks PREFIX: a third interface of the director, of which the director knows nothing but its kernel everything.
add_checks() {
    add_link "$1-director" dh0 "$1-switch" up1
    ip -n "$1-switch" link set up1 master br0
    # The kernel shall not answer for it on the director's own interfaces.
    in_namespace "$1-director" sh -c 'echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore'
    ip -n "$1-director" address add 10.9.0.253/16 dev dh0
    if [ -e /proc/sys/net/ipv6 ]; then
        in_namespace "$1-director" sh -c 'echo 0 >/proc/sys/net/ipv6/conf/dh0/disable_ipv6'
        ip -n "$1-director" address add fd09::253/64 dev dh0 nodad
    fi
}

# up STATE_DIR PREFIX REALS CHECKS
up() {
    mkdir -p "$1"
    : >>"$1/namespaces"
    : >"$1/environment"
    add_namespace "$1" CLIENT "$2-client"
    add_namespace "$1" DIRECTOR "$2-director"
    add_namespace "$1" SWITCH "$2-switch"
    add_link "$2-client" eth0 "$2-director" dc0
    add_client "$2-client"
    ip -n "$2-switch" link add br0 type bridge
    ip -n "$2-switch" link set br0 up
    add_link "$2-director" ds0 "$2-switch" up0
    ip -n "$2-switch" link set up0 master br0
    [ "$4" = no ] || add_checks "$2"
    number=1
    while [ "$number" -le "$3" ]; do
        add_real "$1" "$2" "$number"
        number=$((number + 1))
    done
}

# exists NAMESPACE
exists() {
    ip netns list 2>/dev/null | cut -d ' ' -f 1 | grep -qxF "$1"
}

# signal_all SIGNAL NAMESPACE: everything in a namespace of ours is ours.
signal_all() {
    for pid in $(ip netns pids "$2" 2>/dev/null); do
        kill "-$1" "$pid" 2>/dev/null || true
    done
}

# end_processes NAMESPACE: asked to end, they have ten seconds; then they are made to.
end_processes() {
    patience=100
    while [ "$patience" -gt 0 ] && [ -n "$(ip netns pids "$1" 2>/dev/null)" ]; do
        sleep 0.1
        patience=$((patience - 1))
    done
    signal_all KILL "$1"
}

each_namespace() {
    while IFS= read -r namespace; do
        if exists "$namespace"; then
            printf '%s\n' "$namespace"
        fi
    done <"$1/namespaces"
}

down() {
    [ -f "$1/namespaces" ] || return 0
    left=$(each_namespace "$1")
    for namespace in $left; do
        signal_all TERM "$namespace"
    done
    for namespace in $left; do
        end_processes "$namespace"
        ip netns delete "$namespace"
    done
    rm -f "$1/namespaces" "$1/environment"
}

usage() {
    echo 'usage: topology.sh up STATE_DIR [--prefix NAME] [--reals N] [--checks yes] | topology.sh down STATE_DIR' >&2
    exit 64
}

main() {
    [ $# -ge 2 ] || usage
    action=$1
    state=$2
    shift 2
    prefix=director-$(basename -- "$state")
    reals=3
    checks=no
    while [ $# -ge 2 ]; do
        case $1 in
            --prefix) prefix=$2 ;;
            --reals) reals=$2 ;;
            --checks) checks=$2 ;;
            *) usage ;;
        esac
        shift 2
    done
    [ $# -eq 0 ] || usage
    case $action in
        up) up "$state" "$prefix" "$reals" "$checks" ;;
        down) down "$state" ;;
        *) usage ;;
    esac
}

main "$@"
