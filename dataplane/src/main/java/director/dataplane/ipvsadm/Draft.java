/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import director.dataplane.address.IpAddress;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A command while its words are read. Words act in their order: a real server without port takes what is known. */
final class Draft {
    private static final int DEFAULT_PERSISTENCE = 360;

    final Set<Option> given = EnumSet.noneOf(Option.class);
    ServiceProtocol protocol = ServiceProtocol.TCP;
    Endpoint virtual = new Endpoint(IpAddress.ANY, 0);
    int mark;
    String scheduler = "";
    String flagNames = "";
    String engine = "";
    int persistence;
    int netmask = ServiceOptions.WHOLE_IPV4;
    Endpoint server = new Endpoint(IpAddress.ANY, 0);
    ForwardingMode mode = ForwardingMode.DIRECT;
    int weight = 1;
    int upper;
    int lower;
    Tunnel.Type tunnelType = Tunnel.Type.IPIP;
    int tunnelPort;
    Tunnel.Checksum tunnelChecksum = Tunnel.Checksum.NONE;
    final DaemonDraft daemon = new DaemonDraft();

    void accept(final Word word, final @Nullable String value) throws UsageException {
        final Option option = word.option();
        if (option != null && !given.add(option)) {
            throw UsageException.of("multiple '" + option.word() + "' options specified");
        }
        if (value != null) {
            acceptValue(word, value);
            return;
        }
        switch (word) {
            case IPV6 -> useIpv6();
            case PERSISTENT -> persistence = DEFAULT_PERSISTENCE;
            case MASQUERADING -> mode = ForwardingMode.MASQUERADE;
            case IPIP -> mode = ForwardingMode.TUNNEL;
            case GATEWAYING -> mode = ForwardingMode.DIRECT;
            case TUN_NOCSUM -> tunnelChecksum = Tunnel.Checksum.NONE;
            case TUN_CSUM -> tunnelChecksum = Tunnel.Checksum.FULL;
            case TUN_REMCSUM -> tunnelChecksum = Tunnel.Checksum.REMOTE;
            default -> {
                // That it was given is all there is to know.
            }
        }
    }

    private void acceptValue(final Word word, final String value) throws UsageException {
        switch (word) {
            case TCP_SERVICE -> listenTo(ServiceProtocol.TCP, value);
            case UDP_SERVICE -> listenTo(ServiceProtocol.UDP, value);
            case SCTP_SERVICE -> listenTo(ServiceProtocol.SCTP, value);
            case FWMARK_SERVICE -> mark = Values.mark(value);
            case SCHEDULER -> scheduler = Values.name(value);
            case PERSISTENT -> persistence = Values.timeout(value, 1);
            case NETMASK -> netmask = ipv6() ? Values.ipv6Mask(value) : Values.ipv4Mask(value);
            case PE -> engine = Values.name(value);
            case SCHED_FLAGS -> flagNames = value;
            case REAL_SERVER -> server = Values.endpoint(value, virtual.port(), "real server");
            case WEIGHT -> weight = Values.number(value, 0, Integer.MAX_VALUE, "weight");
            case U_THRESHOLD -> upper = Values.number(value, 0, Integer.MAX_VALUE, "u_threshold");
            case L_THRESHOLD -> lower = Values.number(value, 0, Integer.MAX_VALUE, "l_threshold");
            case TUN_TYPE -> tunnelType = tunnelType(value);
            case TUN_PORT -> tunnelPort = Values.port(value, "tunnel port");
            default -> daemon.accept(word, value);
        }
    }

    private boolean ipv6() {
        return virtual.address().ipv6();
    }

    private void listenTo(final ServiceProtocol newProtocol, final String value) throws UsageException {
        protocol = newProtocol;
        virtual = Values.endpoint(value, 0, "virtual server");
        if (ipv6()) {
            netmask = ServiceOptions.WHOLE_IPV6;
        }
    }

    private void useIpv6() throws UsageException {
        if (mark == 0) {
            throw UsageException.of("-6 used before -f\n");
        }
        virtual = new Endpoint(IpAddress.ANY6, 0);
        netmask = ServiceOptions.WHOLE_IPV6;
    }

    private static Tunnel.Type tunnelType(final String value) throws UsageException {
        for (final Tunnel.Type type : Tunnel.Type.values()) {
            if (type.word().equals(value)) {
                return type;
            }
        }
        throw UsageException.of("illegal tunnel type specified");
    }

    ServiceId service() {
        return mark == 0 ? ServiceId.of(protocol, virtual) : ServiceId.ofMark(mark, ipv6());
    }

    ServiceOptions serviceOptions() throws UsageException {
        final boolean persistent = given.contains(Option.PERSISTENT);
        final boolean onePacket = given.contains(Option.OPS);
        if (mark == 0 && virtual.port() == 0 && !persistent) {
            throw UsageException.of("Zero port specified for non-persistent service");
        }
        if (mark == 0 && onePacket && protocol != ServiceProtocol.UDP) {
            throw UsageException.of("One-Packet Scheduling is only for UDP virtual services");
        }
        return new ServiceOptions(scheduler.isEmpty() ? "wlc" : scheduler, schedulerFlags(), onePacket, persistent,
            persistence, netmask, engine);
    }

    int schedulerFlags() throws UsageException {
        return SchedulerFlags.parse(scheduler, flagNames);
    }
}
