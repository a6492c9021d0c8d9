/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.keepalived;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.TunnelSettings;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a {@code virtual_server} says of itself. For one block. */
final class VirtualServer {
    private static final int PERSISTENCE_SECONDS = 360;
    private static final int FLAG_1 = 0b001;
    private static final int FLAG_2 = 0b010;
    private static final int FLAG_3 = 0b100;

    final Defaults defaults = new Defaults();
    Protocol protocol = Protocol.TCP;
    String scheduler = "wlc";
    int flags;
    boolean onePacket;
    boolean ipv6;
    int weight = RealServerSettings.DEFAULT_WEIGHT;
    ForwardingMethod method = ForwardingMethod.NAT;
    TunnelSettings tunnel = TunnelSettings.IPIP;
    int quorum = 1;
    int hysteresis;
    List<String> quorumUp = List.of();
    List<String> quorumDown = List.of();
    @Nullable Statement sorry;
    @Nullable ForwardingMethod sorryMethod;
    private int persistenceSeconds;
    private String granularity = "";
    private @Nullable String engine;

    private final Notes notes;
    private final Arguments arguments;

    VirtualServer(final Notes notes) {
        this.notes = notes;
        this.arguments = new Arguments(notes);
    }

    void take(final Statement statement) {
        if (defaults.take(statement, arguments) || takeScheduler(statement) || takePersistence(statement)) {
            return;
        }
        switch (statement.name()) {
            case "ip_family" -> ipv6 = statement.argument(0).equals("inet6");
            case "protocol" -> protocol(statement);
            case "lvs_method", "lb_kind" -> {
                method = arguments.method(statement);
                tunnel = arguments.tunnel(statement);
            }
            case "weight" -> weight = arguments.number(statement, 0, RealServerSettings.DEFAULT_WEIGHT);
            case "quorum" -> quorum = arguments.number(statement, 0, 1);
            case "hysteresis" -> hysteresis = arguments.number(statement, 0, 0);
            case "quorum_up" -> quorumUp = arguments.program(statement);
            case "quorum_down" -> quorumDown = arguments.program(statement);
            case "sorry_server" -> sorry = statement;
            case "sorry_server_lvs_method" -> sorryMethod = arguments.method(statement);
            case "sorry_server_inhibit" ->
                notes.leftOut(statement, "a sorry server is always a real server of its service");
            case "omega" -> notes.leftOut(statement, "programs do not run when a director stops");
            case "ha_suspend" -> notes.leftOut(statement, "a director answers for its virtual addresses itself");
            case "smtp_alert" -> notes.leftOut(statement, "a director sends no mail; use quorum_up and quorum_down");
            default -> notes.unknown(statement);
        }
    }

    /** How clients stay with their real servers, or null. */
    @Nullable Persistence persistence(final boolean ofIpv6) {
        if (persistenceSeconds == 0) {
            return null;
        }
        return new Persistence(persistenceSeconds, prefixLength(ofIpv6), engine);
    }

    private boolean takeScheduler(final Statement statement) {
        switch (statement.name()) {
            case "lvs_sched", "lb_algo" -> scheduler = statement.argument(0);
            case "flag-1", "sh-fallback", "mh-fallback" -> flags |= FLAG_1;
            case "flag-2", "sh-port", "mh-port" -> flags |= FLAG_2;
            case "flag-3" -> flags |= FLAG_3;
            case "ops" -> onePacket = true;
            case "hashed" -> { }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean takePersistence(final Statement statement) {
        switch (statement.name()) {
            case "persistence_timeout" -> persistenceSeconds = statement.argument(0).isEmpty() ? PERSISTENCE_SECONDS
                : arguments.number(statement, 0, PERSISTENCE_SECONDS);
            case "persistence_granularity" -> granularity = statement.argument(0);
            case "persistence_engine" -> engine = statement.argument(0);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void protocol(final Statement statement) {
        try {
            protocol = Protocol.valueOf(statement.argument(0).toUpperCase(Locale.ROOT));
        } catch (final IllegalArgumentException e) {
            notes.add(statement, "\"" + statement.argument(0) + "\" is none of TCP, UDP and SCTP: TCP is taken");
        }
    }

    /** A netmask of IPv4, or the length of a prefix. */
    private int prefixLength(final boolean ofIpv6) {
        if (granularity.isEmpty()) {
            return ofIpv6 ? IpAddress.IPV6_BITS : IpAddress.IPV4_BITS;
        }
        return granularity.indexOf('.') < 0 ? Integer.parseInt(granularity.replaceAll("[^0-9]", ""))
            : Long.bitCount(IpAddress.parse(granularity).low() & 0xFFFF_FFFFL);
    }
}
