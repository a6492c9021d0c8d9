#!/bin/sh
# Licensed under the Apache License, Version 2.0; see LICENSE.
#
# Init of a user-mode Linux that is all around one director: the network of deploy/lib/topology.sh, and beside it
#
#   far eth0 ──MTU 1400── nearby eth0 ── segment of the client         segment of real1, real2 ── strait ──MTU 1400── real3
#   10.5.0.1              10.0.0.2          │                             │                       10.9.0.250       10.6.0.3
#   fd05::1               fd00::2        client eth1 10.8.0.1, fd08::1 ───┘                       fd09::250        fd06::3
#
# island1 and island2, 10.9.0.41, 10.9.0.42, fd09::41 and fd09::42, are real servers on their segment that know nothing
# beyond it: no route leads anywhere else.
#
# The client has a VLAN on eth0: 100, with 10.100.0.1, 10.100.0.66, fd64::1 and fd64::66.
# deep, 10.200.0.1 and fdc8::1, is on its segment with two tags, 30 outside and 200 inside, and has no way to the client's
# second addresses.
#
# The kernel of this machine may lack drivers of tunnels and SCTP; this one has them. Packets of real servers whose
# source is 10.0.0.192/26 or fd00::c0/122 go to the client by 10.8.0.0/24 and fd08::/64, as replies of direct routing
# and tunnels do; others by the director.
#
# GUEST_EXTENT says how much there is: `all` of this, or only `clients` and real servers, which is there in half the
# time. GUEST_PROJECT is the project's directory. GUEST_FILES is one that holds the files `large` and `medium`, which are
# served, and scripts to run. A line of standard input is "NAMESPACE NAME" of one, and the answer are lines "=NAME OUTPUT"
# and "@NAME EXIT_CODE". Only /run can be written.

set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
TMPDIR=/run
export PATH TMPDIR

# Addresses that real servers have themselves: IPv4, IPv6.
OWN='10.0.0.201 10.0.0.202 10.0.0.203 10.0.0.204 10.0.0.205 10.0.0.206 10.0.0.207 10.0.0.208'
OWN6='fd00::c1 fd00::c2 fd00::c3 fd00::c4 fd00::c5'

prepare() {
    mount -t proc proc /proc
    mount -t sysfs sys /sys
    mount -t tmpfs tmp /run
    mkdir -p /run/netns /run/kmod/lib
    ln -s /usr/lib/uml/modules /run/kmod/lib/modules
    stty -echo -onlcr
    modprobe -d /run/kmod -a veth bridge ipip sit ip_gre ip6_tunnel ip6_gre fou fou6 sctp hmac 8021q
    ip link set lo up
}

# namespace NAME COMMAND...: runs a command there.
namespace() {
    name=$1
    shift
    nsenter --net="/run/netns/lab-$name" "$@"
}

# configure NAME: commands of ip on standard input, all at once.
configure() {
    ip -n "lab-$1" -batch -
}

# The director is elsewhere; in its place two wires lead to it.
wires() {
    ip link set vec0 netns lab-director
    ip link set vec1 netns lab-director
    configure director <<'TEXT'
link add near type bridge
link add beyond type bridge
link set vec0 up master near
link set dc0 up master near
link set vec1 up master beyond
link set ds0 up master beyond
link set near up
link set beyond up
TEXT
}

# No router here limits its errors: each test wants one at once.
routing() {
    namespace "$1" sh -c 'cd /proc/sys/net
        echo 1 | tee ipv4/ip_forward >ipv6/conf/all/forwarding
        echo 0 | tee ipv4/icmp_ratelimit >ipv6/icmp/ratelimit'
}

# Hosts behind narrow links pretend in their MSS to have 1500 bytes, so that the routers before them have to object.
narrow_links() {
    for name in nearby far strait real3; do
        ip netns add "lab-$name"
    done
    ip -n lab-nearby link add eth0 type veth peer name nearby netns lab-director
    ip -n lab-nearby link add eth1 mtu 1400 type veth peer name eth0 mtu 1400 netns lab-far
    ip -n lab-strait link add eth0 type veth peer name strait netns lab-switch
    ip -n lab-strait link add eth1 mtu 1400 type veth peer name eth0 mtu 1400 netns lab-real3
    ip -n lab-director link set nearby up master near
    ip -n lab-switch link set strait up master br0
    for name in nearby far strait real3; do
        offloads_off "$name" eth0
        ip -n "lab-$name" link set eth0 up
    done
    for name in nearby strait; do
        offloads_off "$name" eth1
        ip -n "lab-$name" link set eth1 up
        routing "$name"
    done
    configure nearby <<'TEXT'
address add 10.0.0.2/24 dev eth0
address add fd00::2/64 dev eth0 nodad
route add default via 10.0.0.254
route add default via fd00::254
address add 10.5.0.254/24 dev eth1
address add fd05::254/64 dev eth1 nodad
TEXT
    configure far <<'TEXT'
address add 10.5.0.1/24 dev eth0
address add fd05::1/64 dev eth0 nodad
route add default via 10.5.0.254 advmss 1460
route add default via fd05::254 advmss 1440
TEXT
    configure strait <<'TEXT'
address add 10.9.0.250/16 dev eth0
address add fd09::250/64 dev eth0 nodad
route add default via 10.9.0.254
route add default via fd09::254
address add 10.6.0.254/24 dev eth1
address add fd06::254/64 dev eth1 nodad
TEXT
    configure real3 <<'TEXT'
address add 10.6.0.3/24 dev eth0
address add fd06::3/64 dev eth0 nodad
route add default via 10.6.0.254 advmss 1460
route add default via fd06::254 advmss 1440
TEXT
}

# Real servers without any route but that of their own segment.
islands() {
    for number in 1 2; do
        island=island$number
        ip netns add "lab-$island"
        ip -n "lab-$island" link add eth0 type veth peer name "$island" netns lab-switch
        ip -n lab-switch link set "$island" up master br0
        offloads_off "$island" eth0
        ip -n "lab-$island" link set lo up
        configure "$island" <<TEXT
link set eth0 up
address add 10.9.0.4$number/16 dev eth0
address add fd09::4$number/64 dev eth0 nodad
TEXT
    done
}

# One interface, on which clients and a real server are in VLANs.
vlans() {
    ip netns add lab-deep
    ip -n lab-deep link add eth0 type veth peer name deep netns lab-director
    ip -n lab-director link set deep up master near
    offloads_off deep eth0
    ip -n lab-deep link set lo up
    configure deep <<'TEXT'
link set eth0 up
link add link eth0 name eth0.30 type vlan protocol 802.1ad id 30
link set eth0.30 up
link add link eth0.30 name eth0.200 mtu 1492 type vlan id 200
link set eth0.200 up
address add 10.200.0.1/24 dev eth0.200
address add fdc8::1/64 dev eth0.200 nodad
route add default via 10.200.0.254
route add default via fdc8::254
route add unreachable 10.100.0.66/32
route add unreachable fd64::66/128
TEXT
    configure client <<'TEXT'
link add link eth0 name eth0.100 type vlan id 100
link set eth0.100 up
address add 10.100.0.1/24 dev eth0.100
address add 10.100.0.66/24 dev eth0.100
address add fd64::1/64 dev eth0.100 nodad
address add fd64::66/64 dev eth0.100 nodad
TEXT
}

offloads_off() {
    namespace "$1" ethtool -K "$2" rx off tx off tso off gso off gro off >/dev/null
}

# Devices made from now on have IPv6, which topology.sh turned off.
allow_ipv6() {
    # shellcheck disable=SC2016 # The inner shell expands it.
    namespace "$1" sh -c 'cd /proc/sys/net/ipv6/conf; for name in default lo sit0; do
        echo 0 >$name/disable_ipv6; done'
}

way_back() {
    allow_ipv6 client
    ip -n lab-client link add eth1 type veth peer name back netns lab-switch
    ip -n lab-switch link set back up master br0
    offloads_off client eth1
    configure client <<'TEXT'
link set eth1 up
address add 10.8.0.1/24 dev eth1
address add fd08::1/64 dev eth1 nodad
TEXT
}

# own_addresses REAL NUMBER: what direct routing and tunnels need, and what takes the packets of tunnels out. A device
# of GRE takes packets either with or without a checksum, so those with one have an address of their own.
own_addresses() {
    allow_ipv6 "$1"
    namespace "$1" sh -c 'cd /proc/sys/net/ipv4/conf/all; echo 1 >arp_ignore; echo 2 >arp_announce'
    # shellcheck disable=SC2086 # Addresses are words.
    configure "$1" <<TEXT
address add 10.8.0.1$2/24 dev eth0
address add fd08::1$2/64 dev eth0 nodad
rule add from 10.0.0.192/26 lookup 100
route add default via 10.8.0.1 table 100
route add default via fd08::1 table 100
$(printf 'address add %s/32 dev lo\n' $OWN)
$(printf 'address add %s/128 dev lo nodad\n' $OWN6)
link add tun6 type ip6tnl mode any local fd09::$2 remote fd09::254
address add 10.9.0.1$2/16 dev eth0
link add gre4 type gre icsum local 10.9.0.1$2 remote 10.9.0.254
link add gre6 type ip6gre local fd09::$2 remote fd09::254
link set tunl0 up
link set sit0 up
link set gre0 up
link set gre4 up
link set tun6 up
link set gre6 up
TEXT
    ip -n "lab-$1" -6 rule add from fd00::c0/122 lookup 100
    ip -n "lab-$1" fou add port 6080 gue
    ip -n "lab-$1" -6 fou add port 6080 gue
}

# pages NAME: a web server.
pages() {
    mkdir -p "/run/www/$1"
    echo "$1" >"/run/www/$1/name"
    ln -s "$GUEST_FILES/large" "$GUEST_FILES/medium" "/run/www/$1/"
    namespace "$1" busybox httpd -p '[::]:80' -h "/run/www/$1"
}

# sums NAME: what tells the checksum of what it is sent.
sums() {
    nsenter --net="/run/netns/lab-$1" socat TCP6-LISTEN:9000,ipv6only=0,fork,reuseaddr EXEC:sha256sum,nofork &
}

# programs NAME ADDRESS ADDRESS6: web and name server on every address, SCTP on these (others would be announced, too).
programs() {
    pages "$1"
    sums "$1"
    in="nsenter --net=/run/netns/lab-$1"
    $in dnsmasq --conf-file=/dev/null --pid-file= --user=root --no-resolv --no-hosts --no-daemon --log-facility=- \
        --edns-packet-max=4096 --txt-record="name.test,$1" --txt-record="$LONG_RECORD" >"/run/$1.dns" 2>&1 &
    for address in $2; do
        $in socat -U "SCTP-LISTEN:9,bind=$address,fork,reuseaddr" "OPEN:$GUEST_FILES/medium,rdonly" &
    done
    for address in $3; do
        $in socat -U "SCTP6-LISTEN:9,bind=[$address],fork,reuseaddr" "OPEN:$GUEST_FILES/medium,rdonly" &
    done
}

# On far, one that tells who spoke to it.
elsewhere() {
    # shellcheck disable=SC2016 # socat's shell expands it.
    nsenter --net=/run/netns/lab-far \
        socat TCP6-LISTEN:9001,ipv6only=0,fork,reuseaddr SYSTEM:'echo $SOCAT_PEERADDR' &
}

# A record of 2,600 bytes: its answer comes in fragments. Each program that is started here takes long, so it is made
# without any.
long_record() {
    piece=xxxxxxxxxxxxxxxxxxxx
    piece=$piece$piece$piece$piece$piece$piece$piece$piece$piece${piece#x}
    LONG_RECORD=long.test
    for first in 0 1 2 3 4 5 6 7 8 9 a b c; do
        LONG_RECORD=$LONG_RECORD,$first$piece
    done
}

network() {
    "$GUEST_PROJECT/deploy/lib/topology.sh" up /run/topology --prefix lab --reals 2
    wires
}

surroundings() {
    narrow_links
    way_back
    islands
    vlans
    for number in 1 2; do
        own_addresses "real$number" "$number"
    done
}

# answer NAME CODE: what the script printed, a line at a time and without any program.
answer() {
    while IFS= read -r line || [ -n "$line" ]; do
        printf '=%s %s\n' "$1" "$line"
    done <"/run/$1.out"
    echo "@$1 $2"
}

# serve_in: runs scripts where this shell is, each in a copy of it. To start a program takes a tenth of a second here.
serve_in() {
    while read -r name; do
        code=0
        # Not before "||", where a script's own "set -e" would have no effect.
        # shellcheck disable=SC1090 # They are made while this runs.
        (set +eu; . "$GUEST_FILES/$name") </dev/null >"/run/$name.out" 2>&1 &
        wait $! || code=$?
        answer "$name" "$code"
    done
}

# serve: hands each script to the shell of its namespace, which is started for the first one. Empty lines only wake.
serve() {
    while read -r where name; do
        [ -n "$where" ] || continue
        if [ ! -p "/run/$where.scripts" ]; then
            mkfifo "/run/$where.scripts"
            nsenter --net="/run/netns/lab-$where" sh "$0" "$where" <>"/run/$where.scripts" &
        fi
        echo "$name" >"/run/$where.scripts"
    done
}

if [ $# -eq 1 ]; then
    serve_in
    exit
fi
trap 'poweroff -f' EXIT
prepare
network </dev/null
long_record
if [ "$GUEST_EXTENT" = all ]; then
    surroundings </dev/null
    # Of its addresses, the kernel would choose fd08::12, which is as close to that of far and the newer one.
    ip -n lab-real2 route add fd05::/64 via fd09::254 src fd09::2
    programs real1 "10.9.0.1 ${OWN%% *}" "fd09::1 ${OWN6%% *}" </dev/null
    programs real2 "10.9.0.2 ${OWN%% *}" "fd09::2 ${OWN6%% *}" </dev/null
    sums real3 </dev/null
    programs island1 10.9.0.41 fd09::41 </dev/null
    programs island2 10.9.0.42 fd09::42 </dev/null
    pages deep </dev/null
    sums deep </dev/null
    programs far '' '' </dev/null
    elsewhere </dev/null
else
    programs real1 '' '' </dev/null
    programs real2 '' '' </dev/null
fi
echo '@ready 0'
serve
