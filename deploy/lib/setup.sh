# Licensed under the Apache License, Version 2.0; see LICENSE.
# shellcheck shell=sh
#
# Debian packages. Each need is looked for as what it is (a library, a program, a header), so that a machine which has
# it from elsewhere is left alone; only what is missing is installed, after saying so.

# Where packages are unpacked that are not installed.
PROGRAMS=$DIST/programs

has_library() {
    /sbin/ldconfig -p 2>/dev/null | grep -q "^[[:space:]]*$1 "
}

# has KIND:NAME
has() {
    case $1 in
        library:*) has_library "${1#library:}" ;;
        program:*) PATH=$PATH:/usr/sbin:/sbin:$PROGRAMS/usr/sbin command -v "${1#program:}" >/dev/null 2>&1 ;;
        file:*) [ -e "${1#file:}" ] ;;
    esac
}

# What the director needs to run: "kind:name package", one a line. The ring is the mempool's default; the drivers are
# loaded by DPDK from its own directory when it starts. The null driver is what a director warms up with.
needs_of_running() {
    cat <<'TEXT'
library:librte_eal.so.23 librte-eal23
library:librte_ethdev.so.23 librte-ethdev23
library:librte_mempool_ring.so.23 librte-mempool-ring23
library:librte_net_af_packet.so.23 librte-net-af-packet23
library:librte_net_null.so.23 librte-net-null23
TEXT
}

needs_of_building() {
    maven_is_unpacked || printf '%s\n' 'program:unzip unzip'
}

needs_of_namespaces() {
    cat <<'TEXT'
program:ip iproute2
program:ethtool ethtool
TEXT
}

needs_of_af_xdp() {
    printf '%s\n' 'library:librte_net_af_xdp.so.23 librte-net-af-xdp23'
}

# For a director with one interface, whose machine's kernel has some of its own.
needs_of_one_arm() {
    cat <<'TEXT'
library:librte_net_tap.so.23 librte-net-tap23
program:python3 python3
TEXT
}

# Of those that tests unpack, what the demo has on the director's machine.
needs_of_routing() {
    cat <<'TEXT'
program:bird bird2
program:keepalived keepalived
TEXT
}

# The compiler and headers are for the test of memory layouts, testpmd and wrk for those that measure or load, and from
# user-mode Linux on all is for the network around a director whose kernel has tunnels and SCTP, and its programs.
needs_of_testing() {
    cat <<'TEXT'
library:librte_net_ring.so.23 librte-net-ring23
library:librte_net_pcap.so.23 librte-net-pcap23
library:librte_net_tap.so.23 librte-net-tap23
file:/usr/include/dpdk/rte_ethdev.h libdpdk-dev
program:dpdk-testpmd dpdk-dev
program:gcc gcc
file:/usr/include/stdio.h libc6-dev
program:pkg-config pkg-config
program:wrk wrk
program:linux.uml user-mode-linux
program:modprobe kmod
program:busybox busybox
program:curl curl
program:man man-db
program:dig bind9-dnsutils
program:dnsmasq dnsmasq-base
program:socat socat
program:python3 python3
program:tracepath iputils-tracepath
TEXT
}

# Network programs of tests whose packages start a service when they are installed.
needs_of_networks() {
    cat <<'TEXT'
program:nginx nginx-light
program:bird bird2
program:keepalived keepalived
program:dropbear dropbear-bin
TEXT
}

# missing_packages NEEDS...: the packages of what those functions list and this machine lacks, on one line.
missing_packages() {
    for needs in "$@"; do
        "needs_of_$needs"
    done | while read -r need package; do
        has "$need" || printf '%s ' "$package"
    done
}

is_root() {
    [ "$(id -u)" -eq 0 ]
}

# Package lists may never have been fetched, or name versions that the mirror has since replaced.
apt_knows() {
    for package in "$@"; do
        apt-cache show "$package" >/dev/null 2>&1 || return 1
    done
}

apt_install() {
    DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 install "$@"
}

# install_packages PACKAGE...: fetches package lists only where the ones at hand do not do.
install_packages() {
    if apt_knows "$@" && apt_install "$@"; then
        return 0
    fi
    apt-get -q update && apt_knows "$@" && apt_install "$@"
}

say_how_to_install() {
    {
        printf '  On Debian 12 (DPDK 22.11), as root:\n'
        printf '    apt-get update\n'
        printf '    apt-get install --no-install-recommends %s\n' "$*"
    } >&2
}

# set_up NEEDS...: installs what is missing, or says how and exits.
set_up() {
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086 # Package names are words.
    set -- $missing
    if ! is_root || ! command -v apt-get >/dev/null 2>&1; then
        warn "this machine lacks: $*"
        say_how_to_install "$@"
        exit "$EX_CONFIG"
    fi
    say "installing Debian packages: $*"
    words=$(install_packages "$@" 2>&1) && return 0
    printf '%s\n' "$words" >&2
    warn "apt-get could not install: $*"
    say_how_to_install "$@"
    exit "$EX_CONFIG"
}

# set_up_unpacked NEEDS...: what is missing is fetched with all that it stands on, and unpacked into $PROGRAMS. Nothing is
# installed and nothing started. Tests that lack a program skip, so whoever is without a network is only told.
set_up_unpacked() {
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    say "unpacking Debian packages into $PROGRAMS: $missing"
    # shellcheck disable=SC2086 # Package names are words.
    words=$(unpack_packages $missing 2>&1) && return 0
    printf '%s\n' "$words" >&2
    warn "could not fetch: $missing"
}

unpack_packages() (
    archives=$(mktemp -d "$DIST/archives.XXXXXX")
    trap 'rm -rf "$archives"' EXIT
    fetch() {
        apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 -o Dir::Cache::archives="$archives" \
            -o APT::Sandbox::User=root --download-only install "$@"
    }
    mkdir "$archives/partial"
    # Whoever asks whether this succeeds has turned off that a failure ends it.
    fetch "$@" || { apt-get -q update && fetch "$@"; } || exit
    for archive in "$archives"/*.deb; do
        dpkg-deb -x "$archive" "$PROGRAMS" || exit
    done
)
