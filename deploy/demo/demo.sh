# Licensed under the Apache License, Version 2.0; see LICENSE.
# shellcheck shell=sh
#
# ./director demo: a client, a director and three real servers with real HTTP servers, each in its own network
# namespace, and the share of the requests that each server answered beside the one that its weight predicts.

# shellcheck source=deploy/demo/state.sh
. "$DIRECTOR_HOME/deploy/demo/state.sh"
# shellcheck source=deploy/demo/onearm.sh
. "$DIRECTOR_HOME/deploy/demo/onearm.sh"

DEMO_REQUESTS=600
DEMO_REQUESTS_AT_MOST=20000
DEMO_VIRTUAL_ADDRESS=10.0.0.100
DEMO_MEMORY=256
# An AF_XDP socket holds 2,048 of them from the start.
DEMO_MBUFS=16384
# Weight of each real server, in order.
DEMO_WEIGHTS='3 2 1'

demo_synopsis() {
    printf '%s\n' "usage: ./director demo [--pmd af_packet|af_xdp] [--requests 1..$DEMO_REQUESTS_AT_MOST]" \
        "       ./director demo --one-armed [--requests 1..$DEMO_REQUESTS_AT_MOST]"
}

demo_help() {
    demo_synopsis
    cat <<TEXT

Balances HTTP requests over three real servers between network namespaces, compares their shares with the weights, and
removes everything. Ends with 0 only if all was as it should be. Needs root; says what it installs.

  --pmd af_packet|af_xdp   the driver of the director's interfaces (default: af_packet; --one-armed: af_xdp)
  --requests N             how many, each over a connection of its own (default: $DEMO_REQUESTS)
  --one-armed              one interface, with a VLAN of the client and one of the real servers; on the director's machine
                           BIRD announces the virtual address as keepalived says, and a web server is asked meanwhile
TEXT
}

demo_usage() {
    warn "$1"
    demo_synopsis >&2
    exit "$EX_USAGE"
}

# parse_demo ARGUMENTS...: sets PMD, REQUESTS and ONE_ARMED.
parse_demo() {
    PMD=
    ONE_ARMED=no
    REQUESTS=$DEMO_REQUESTS
    while [ $# -gt 0 ]; do
        case $1 in
            -h | --help)
                demo_help
                exit 0
                ;;
            --one-armed)
                ONE_ARMED=yes
                shift
                continue
                ;;
            --pmd=* | --requests=*)
                option=$1
                shift
                set -- "${option%%=*}" "${option#*=}" "$@"
                continue
                ;;
        esac
        [ $# -ge 2 ] || demo_usage "'$1' is not an option, or lacks its value"
        case $1 in
            --pmd) PMD=$2 ;;
            --requests) REQUESTS=$2 ;;
            *) demo_usage "unknown option $1" ;;
        esac
        shift 2
    done
    if [ "$ONE_ARMED" = yes ]; then
        # With af_packet, the kernel would get every packet a second time.
        [ "${PMD:-af_xdp}" = af_xdp ] || demo_usage "--one-armed goes with --pmd af_xdp alone"
        PMD=af_xdp
        DEMO_VIRTUAL_ADDRESS=$ONE_ARM_VIRTUAL_ADDRESS
    fi
    : "${PMD:=af_packet}"
    case $PMD in
        af_packet | af_xdp) ;;
        *) demo_usage "--pmd $PMD: af_packet or af_xdp" ;;
    esac
    case $REQUESTS in
        '' | *[!0-9]* | ??????*) demo_usage "--requests $REQUESTS: a number from 1 to $DEMO_REQUESTS_AT_MOST" ;;
    esac
    if [ "$REQUESTS" -lt 1 ] || [ "$REQUESTS" -gt "$DEMO_REQUESTS_AT_MOST" ]; then
        demo_usage "--requests $REQUESTS: a number from 1 to $DEMO_REQUESTS_AT_MOST"
    fi
}

need_root() {
    is_root && return 0
    warn 'the demo makes network namespaces, which takes root. Run:'
    printf '    sudo %s/director demo\n' "$DIRECTOR_HOME" >&2
    missing=$(missing_packages running building namespaces)
    # shellcheck disable=SC2086 # Package names are words.
    [ -z "$missing" ] || say_how_to_install $missing
    exit "$EX_CONFIG"
}

set_up_demo() {
    if [ "$ONE_ARMED" = yes ]; then
        set_up running building namespaces af_xdp one_arm
    elif [ "$PMD" = af_xdp ]; then
        set_up running building namespaces af_xdp
    else
        set_up running building namespaces
    fi
}

# Sets HUGE_PAGES to what the configuration says.
choose_huge_pages() {
    HUGE_PAGES=required
    reserve_huge_pages "$DEMO_MEMORY" "$STATE/hugepages" && return 0
    HUGE_PAGES=none
    say "$DEMO_MEMORY MiB of huge pages are not to be had: going on with DPDK's --no-huge. That costs speed (every table"
    say 'look-up misses the TLB more often), not correctness, and is not for production.'
}

clean_up_demo() {
    trap - EXIT
    trap '' INT TERM HUP PIPE
    remove_state "$STATE" 2>/dev/null || warn "some of the demo could not be removed; the next run tries again ($STATE)"
}

# The last core that this process may use: the first one is where everything else runs.
last_core() {
    sed -n 's/^Cpus_allowed_list:.*[^0-9]\([0-9]*\)$/\1/p' /proc/self/status
}

write_ports() {
    cat <<TEXT
  - name: client
    interface: dc0
    pmd: $PMD
    addresses: [10.0.0.254/24]
  - name: servers
    interface: ds0
    pmd: $PMD
    addresses: [10.9.0.254/16]
TEXT
}

write_configuration() {
    cat <<TEXT
version: 1
memory: {hugePages: $HUGE_PAGES, megabytes: $DEMO_MEMORY, mbufs: $DEMO_MBUFS, maxConnections: 65536}
ports:
TEXT
    if [ "$ONE_ARMED" = yes ]; then
        write_one_armed_ports
    else
        write_ports
    fi
    cat <<TEXT
workers: {cores: [$(last_core)], idle: backoff, warmUp: 0}
services:
  - protocol: tcp
    address: $DEMO_VIRTUAL_ADDRESS
    port: 80
    scheduler: wrr
    realServers:
TEXT
    number=1
    for weight in $DEMO_WEIGHTS; do
        printf '      - {address: 10.9.0.%s, port: 80, weight: %s, forwarding: nat}\n' "$number" "$weight"
        number=$((number + 1))
    done
}

# in_demo SUFFIX COMMAND...: in one of the demo's namespaces.
in_demo() {
    namespace=$(namespace_of "$1")
    shift
    exec ip netns exec "$namespace" "$@"
}

# Small and quick to start; nothing here is measured.
small_java() {
    namespace=$1
    shift
    in_demo "$namespace" "$JAVA_BIN/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xmx64m \
        -XX:-UsePerfData -Djava.net.preferIPv4Stack=true "$@"
}

# start_servers: each answers /server with its own name. Sets SERVER_PIDS, in order.
start_servers() {
    SERVER_PIDS=
    number=1
    for weight in $DEMO_WEIGHTS; do
        mkdir -p "$STATE/real$number"
        echo "real$number" >"$STATE/real$number/server"
        small_java "real$number" -m jdk.httpserver -b "10.9.0.$number" -p 80 -d "$STATE/real$number" -o none \
            >"$STATE/real$number.log" 2>&1 &
        SERVER_PIDS="$SERVER_PIDS $!"
        number=$((number + 1))
    done
}

start_director() {
    write_configuration >"$STATE/director.yaml"
    # An AF_XDP socket locks its memory, which counts for whoever lacks CAP_IPC_LOCK.
    (
        # shellcheck disable=SC3045 # Both dash and bash know -l.
        [ "$PMD" != af_xdp ] || ulimit -l unlimited 2>/dev/null || true
        DIRECTOR_NO_BUILD=1
        export DIRECTOR_NO_BUILD
        in_demo director "$DIRECTOR_HOME/director" run --config "$STATE/director.yaml" \
            --socket "$STATE/director.sock"
    ) >"$STATE/director.log" 2>&1 &
    DIRECTOR_PID=$!
}

is_running() {
    case $(sed -n 's/^State:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null) in
        '' | Z*) return 1 ;;
    esac
}

# await WHAT PID LOG PATTERN: until the log has such a line.
await() {
    patience=600
    while ! grep -q "$4" "$3"; do
        patience=$((patience - 1))
        if [ "$patience" -eq 0 ] || ! is_running "$2"; then
            warn "$1 did not start; what it said:"
            sed 's/^/    /' "$3" >&2
            exit 1
        fi
        sleep 0.1
    done
}

await_servers() {
    number=1
    for pid in $SERVER_PIDS; do
        await "the HTTP server of real$number" "$pid" "$STATE/real$number.log" '^Serving '
        number=$((number + 1))
    done
}

# In the background and awaited, so that a signal to this script is acted upon at once.
send_requests() {
    live=
    [ ! -t 1 ] || live=--live
    # shellcheck disable=SC2086 # Nothing, or one word.
    set -- $live "$DEMO_VIRTUAL_ADDRESS:80" "$REQUESTS"
    number=1
    for weight in $DEMO_WEIGHTS; do
        set -- "$@" "real$number=$weight"
        number=$((number + 1))
    done
    small_java client "$DIRECTOR_HOME/deploy/demo/Client.java" "$@" &
    wait $! && return 0
    code=$?
    warn 'what the director said last:'
    tail -n 30 "$STATE/director.log" | sed 's/^/    /' >&2
    exit "$code"
}

demo() {
    parse_demo "$@"
    need_root
    set_up_demo
    need_jdk
    ensure_built
    [ "$ONE_ARMED" = no ] || look_for_routing
    remove_leftovers
    make_state
    trap clean_up_demo EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
    trap 'exit 141' PIPE
    choose_huge_pages
    say 'making network namespaces: a client, the director, a switch, three real servers'
    "$LIB/topology.sh" up "$STATE" --prefix "director-demo-$$" \
        || fail "$EX_CONFIG" 'network namespaces cannot be made here; a container needs CAP_SYS_ADMIN and CAP_NET_ADMIN'
    [ "$ONE_ARMED" = no ] || lay_trunk
    say "starting three HTTP servers and the director (DPDK $PMD, huge pages: $HUGE_PAGES)"
    start_servers
    start_director
    await_servers
    await 'the director' "$DIRECTOR_PID" "$STATE/director.log" '^director: ready'
    [ "$ONE_ARMED" = no ] || start_host_programs
    say "$REQUESTS requests to http://$DEMO_VIRTUAL_ADDRESS/server, each over a new connection"
    send_requests
    [ "$ONE_ARMED" = no ] || judge_host_programs
}
