/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import java.util.List;

/**
 * The services of a director in a {@link Guest}: a virtual address for each way to real1 and real2, to real3, or to
 * island1 and island2. Second come the addresses of the real servers, but for their numbers.
 */
enum Method {
    NAT("10.0.0.100", "10.9.0.", "forwarding: nat"),
    NAT6("fd00::100", "fd09::", "forwarding: nat"),
    FULL_NAT("10.0.0.104", "10.9.0.4", "forwarding: fullnat"),
    FULL_NAT6("fd00::104", "fd09::4", "forwarding: fullnat"),
    DIRECT("10.0.0.201", "10.9.0.", "forwarding: direct-routing"),
    DIRECT6("fd00::c1", "fd09::", "forwarding: direct-routing"),
    IPIP("10.0.0.202", "10.9.0.", "forwarding: tunnel"),
    IPIP_6_IN_6("fd00::c2", "fd09::", "forwarding: tunnel"),
    GRE("10.0.0.203", "10.9.0.", "forwarding: tunnel, tunnel: {type: gre}"),
    GRE_6_IN_6("fd00::c3", "fd09::", "forwarding: tunnel, tunnel: {type: gre}"),
    GRE_CHECKSUM("10.0.0.204", "10.9.0.1", "forwarding: tunnel, tunnel: {type: gre, checksum: full}"),
    GUE("10.0.0.205", "10.9.0.", "forwarding: tunnel, tunnel: {type: gue, port: 6080, checksum: full}"),
    GUE_6_IN_6("fd00::c4", "fd09::", "forwarding: tunnel, tunnel: {type: gue, port: 6080, checksum: full}"),
    GUE_NO_CHECKSUM("10.0.0.206", "10.9.0.", "forwarding: tunnel, tunnel: {type: gue, port: 6080}"),
    GUE_REMOTE_CHECKSUM("10.0.0.207", "10.9.0.",
        "forwarding: tunnel, tunnel: {type: gue, port: 6080, checksum: remote}"),
    IPIP_4_IN_6("10.0.0.208", "fd09::", "forwarding: tunnel"),
    IPIP_6_IN_4("fd00::c5", "10.9.0.", "forwarding: tunnel"),
    STRAIT("10.0.0.103", "10.6.0.", "forwarding: nat"),
    STRAIT6("fd00::103", "fd06::", "forwarding: nat");

    /** Addresses that a director announces and nobody asks for. */
    static final List<String> SILENT = List.of("10.0.0.150", "fd00::150");

    private final String address;
    private final String realServers;
    private final String forwarding;

    Method(final String address, final String realServers, final String forwarding) {
        this.address = address;
        this.realServers = realServers;
        this.forwarding = forwarding;
    }

    /** The virtual address. */
    String address() {
        return address;
    }

    boolean isIpv6() {
        return address.contains(":");
    }

    /** The virtual address as it stands in a URL. */
    String host() {
        return isIpv6() ? "[" + address + "]" : address;
    }

    /** The services of this method: HTTP, one that tells the checksum of what it is sent, DNS and SCTP. */
    private String services() {
        return service("tcp", 80) + service("tcp", 9000) + service("udp", 53) + service("sctp", 9);
    }

    private String service(final String protocol, final int port) {
        final boolean behindStrait = this == STRAIT || this == STRAIT6;
        final String servers = behindStrait ? realServer(3) : realServer(1) + ", " + realServer(2);
        return "  - {protocol: %s, address: '%s', port: %d, scheduler: rr, %srealServers: [%s]}%n".formatted(
            protocol, address, port, localAddresses(), servers);
    }

    private boolean isFullNat() {
        return this == FULL_NAT || this == FULL_NAT6;
    }

    private String localAddresses() {
        return !isFullNat() ? "" : isIpv6() ? "localAddresses: ['fd09::200', 'fd09::201'], "
            : "localAddresses: [10.9.0.200, 10.9.0.201], ";
    }

    /** What the first or second real server calls itself. */
    String realServerName(final int number) {
        return (isFullNat() ? "island" : "real") + number;
    }

    private String realServer(final int number) {
        return "{address: '%s%d', %s}".formatted(realServers, number, forwarding);
    }

    /** The configuration of a director that has the services of all methods. */
    static String configuration() {
        final StringBuilder yaml = new StringBuilder("""
            version: 1
            memory: {hugePages: required, megabytes: 128, mbufs: 8192, maxConnections: 65536}
            ports:
              - name: client
                interface: dc0
                addresses: [10.0.0.254/24, fd00::254/64]
                routes: [{to: 10.5.0.0/24, via: 10.0.0.2}, {to: 'fd05::/64', via: fd00::2}]
              - name: servers
                interface: ds0
                addresses: [10.9.0.254/16, fd09::254/64]
                routes: [{to: 10.6.0.0/24, via: 10.9.0.250}, {to: 'fd06::/64', via: fd09::250}]
            workers: {cores: [0], idle: backoff, warmUp: 0}
            # What real2 begins itself, but to the client's own segment.
            snat:
              - {name: elsewhere, sources: [10.9.0.2], port: client, except: [10.0.0.0/24],
                 addresses: [10.0.0.210-10.0.0.211]}
              - {name: elsewhere6, sources: ['fd09::2'], port: client, except: ['fd00::/64'], addresses: ['fd00::210']}
            services:
            """);
        for (final Method method : values()) {
            yaml.append(method.services());
        }
        for (final String address : SILENT) {
            yaml.append("  - {protocol: tcp, address: '%s', port: 80, scheduler: rr}%n".formatted(address));
        }
        return yaml.toString();
    }
}
