# Licensed under the Apache License, Version 2.0; see LICENSE.
# shellcheck shell=sh
#
# ./director demo --one-armed: the director has one interface, the client is in one VLAN of it and the real servers in
# another. The kernel of the director's machine has an interface in each, by which programs beside the director work: a
# web server, keepalived, and BIRD, by which alone the client knows the way to the virtual address.
#
#   client eth0 ──veth── dc0 ─ trunk.py ─(tags)─ trunk (director)
#   real servers ─ br0 ──veth── ds0 ─┘

# In no network of the VLANs.
ONE_ARM_VIRTUAL_ADDRESS=10.0.7.100
ONE_ARM_OWN_ADDRESS=10.0.0.254
ONE_ARM_CLIENT=10.0.0.1
ONE_ARM_URL=http://$ONE_ARM_OWN_ADDRESS:8080/server

namespace_of() {
    printf '%s\n' "director-demo-$$-$1"
}

write_one_armed_ports() {
    cat <<TEXT
  - {name: front, interface: trunk, pmd: $PMD}
  - {name: clients, parent: front, vlan: 100, addresses: [$ONE_ARM_OWN_ADDRESS/24], kernelInterface: clients}
  - {name: servers, parent: front, vlan: 200, addresses: [10.9.0.254/16], kernelInterface: servers}
host: {refusals: kernel, errors: kernel}
TEXT
}

# A switch in place of the two links, for this machine's kernel may know no VLANs.
lay_trunk() {
    for link in dc0 ds0; do
        ip -n "$(namespace_of director)" link set "$link" netns "$(namespace_of switch)"
        ip -n "$(namespace_of switch)" link set "$link" up
    done
    : >"$STATE/trunk.log"
    in_demo switch python3 "$LIB/trunk.py" trunk "$(namespace_of director)" 100=dc0 200=ds0 >"$STATE/trunk.log" 2>&1 &
    await 'the switch' $! "$STATE/trunk.log" '^ready'
}

# Sets ROUTING: whether there are BIRD and keepalived.
look_for_routing() {
    ROUTING=yes
    missing=$(missing_packages routing)
    [ -n "$missing" ] || return 0
    say "unpacking Debian packages into $PROGRAMS: $missing"
    # shellcheck disable=SC2086 # Package names are words.
    unpack_packages $missing >/dev/null 2>&1 && return 0
    ROUTING=no
    say "BIRD and keepalived are left out: this machine lacks, and apt-get could not fetch: $missing"
}

# wrap PROGRAM: a command in $STATE that runs it, installed or unpacked.
wrap() {
    installed=$(PATH=$PATH:/usr/sbin:/sbin command -v "$1") || installed=
    {
        echo '#!/bin/sh'
        if [ -n "$installed" ]; then
            printf 'exec "%s" "$@"\n' "$installed"
        else
            libraries=$(printf '%s:' "$PROGRAMS"/lib/*-linux-gnu "$PROGRAMS"/usr/lib/*-linux-gnu)
            printf 'LD_LIBRARY_PATH="%s" exec "%s" "$@"\n' "${libraries%:}" "$PROGRAMS/usr/sbin/$1"
        fi
    } >"$STATE/$1"
    chmod 755 "$STATE/$1"
}

# start_bird NAMESPACE ADDRESS NUMBER PEER NUMBER_OF_PEER PROTOCOL: with one protocol beside BGP, which knows a new route
# at once, where OSPF takes five seconds.
start_bird() {
    cat >"$STATE/bird-$1.conf" <<TEXT
log stderr all;
router id $2;
protocol device {}
$6
protocol bgp {
    local $2 as $3;
    neighbor $4 as $5;
    connect delay time 1;
    connect retry time 1;
    ipv4 { import all; export where source = RTS_STATIC; };
}
TEXT
    in_demo "$1" "$STATE/bird" -f -c "$STATE/bird-$1.conf" -s "$STATE/bird-$1.ctl" -P "$STATE/bird-$1.pid" \
        >"$STATE/bird-$1.log" 2>&1 &
}

# start_keepalived NAMESPACE INTERFACE PRIORITY NOTIFICATIONS
start_keepalived() {
    cat >"$STATE/keepalived-$1.conf" <<TEXT
global_defs {
    script_user root
    enable_script_security
}
vrrp_instance directors {
    interface $2
    virtual_router_id 51
    state BACKUP
    priority $3
    advert_int 0.2
    version 3
    virtual_ipaddress { $ONE_ARM_VIRTUAL_ADDRESS/32 dev lo }
    $4
}
TEXT
    : >"$STATE/keepalived-$1.log"
    in_demo "$1" "$STATE/keepalived" --dont-fork --log-console --log-detail --vrrp \
        --use-file "$STATE/keepalived-$1.conf" --pid "$STATE/keepalived-$1.pid" \
        --vrrp_pid "$STATE/keepalived-$1.vrrp" >"$STATE/keepalived-$1.log" 2>&1 &
    KEEPALIVED_PID=$!
}

# The way to the virtual address that the client's kernel has of BIRD.
announced_route() {
    ip -n "$(namespace_of client)" route show "$ONE_ARM_VIRTUAL_ADDRESS" proto bird | sed 's/ *$//'
}

await_announcement() {
    patience=300
    while [ -z "$(announced_route)" ]; do
        patience=$((patience - 1))
        if [ "$patience" -eq 0 ]; then
            warn "the client's BIRD has not heard of $ONE_ARM_VIRTUAL_ADDRESS; what both said:"
            sed 's/^/    /' "$STATE/bird-director.log" "$STATE/bird-client.log" >&2
            exit 1
        fi
        sleep 0.1
    done
}

# The client loses its default route: whatever it gets from the service, it gets by what BIRD says.
start_routing() {
    say "starting BIRD and keepalived on the director's machine, and others behind its port"
    ip -n "$(namespace_of client)" route del default
    for program in bird birdc keepalived; do
        wrap "$program"
    done
    start_bird director "$ONE_ARM_OWN_ADDRESS" 65000 "$ONE_ARM_CLIENT" 65001 \
        "protocol static announced { disabled; ipv4; route $ONE_ARM_VIRTUAL_ADDRESS/32 blackhole; }"
    start_bird client "$ONE_ARM_CLIENT" 65001 "$ONE_ARM_OWN_ADDRESS" 65000 \
        'protocol kernel { ipv4 { export where source = RTS_BGP; }; }'
    start_keepalived director clients 200 "notify_master \"$STATE/birdc -s $STATE/bird-director.ctl enable announced\"
    notify_backup \"$STATE/birdc -s $STATE/bird-director.ctl disable announced\""
    await 'keepalived' "$KEEPALIVED_PID" "$STATE/keepalived-director.log" 'Entering MASTER STATE'
    start_keepalived client eth0 100 ''
    await_announcement
}

# A program on the director's machine that is reached over the director's port, and somebody who asks it all the time.
start_host_programs() {
    mkdir "$STATE/host"
    echo host >"$STATE/host/server"
    : >"$STATE/host.log"
    in_demo director python3 -u -m http.server 8080 --bind "$ONE_ARM_OWN_ADDRESS" --directory "$STATE/host" \
        >"$STATE/host.log" 2>&1 &
    await "the web server on the director's machine" $! "$STATE/host.log" '^Serving '
    [ "$ROUTING" = no ] || start_routing
    in_demo client python3 "$DIRECTOR_HOME/deploy/demo/ask.py" "$ONE_ARM_URL" host "$STATE/enough" \
        >"$STATE/asked" 2>&1 &
    ASKING_PID=$!
}

# last_state NAMESPACE: of keepalived.
last_state() {
    sed -n 's/.*Entering \([A-Z]*\) STATE.*/\1/p' "$STATE/keepalived-$1.log" | tail -n 1
}

judge_routing() {
    ours=$(last_state director)
    theirs=$(last_state client)
    say "keepalived: $ours on the director's machine, $theirs behind its port"
    say "the client's way to the service, from BIRD: $(announced_route)"
    [ "$ours" = MASTER ] && [ "$theirs" = BACKUP ] && ! grep -q 'Entering MASTER' "$STATE/keepalived-client.log" \
        && [ -n "$(announced_route)" ] && return 0
    warn 'keepalived or BIRD did not hear what it should; what they said:'
    sed 's/^/    /' "$STATE"/keepalived-*.log "$STATE"/bird-*.log >&2
    exit 1
}

judge_host_programs() {
    : >"$STATE/enough"
    if ! wait "$ASKING_PID"; then
        warn "$ONE_ARM_URL on the director's machine was not always reached over the director's port:"
        sed 's/^/    /' "$STATE/asked" >&2
        exit 1
    fi
    say "meanwhile $ONE_ARM_URL, on the director's machine, answered all of $(cat "$STATE/asked") requests"
    [ "$ROUTING" = no ] || judge_routing
    DIRECTOR_NO_BUILD=1 "$DIRECTOR_HOME/director" status --socket "$STATE/director.sock"
}
