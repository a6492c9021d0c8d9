/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import director.dataplane.address.AddressRange;
import director.dataplane.address.IpAddress;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.configuration.SnatTimeouts;
import java.util.List;
import java.util.stream.Stream;

/**
 * Those with whom hosts of SNAT begin connections, with addresses that are set aside for benchmarks (RFC 2544, RFC
 * 5180). The clients of the rehearsal are the hosts.
 */
final class SyntheticOthers {
    /** The link of the others, and the director's addresses on it. */
    static final List<InterfaceAddress> LINK =
        List.of(InterfaceAddress.parse("198.19.255.209/28"), InterfaceAddress.parse("2001:2:0:fffe::1/64"));

    private static final IpAddress OTHER = IpAddress.parse("198.19.255.210");
    private static final IpAddress OTHER6 = IpAddress.parse("2001:2:0:fffe::2");
    private static final int PORT = 443;
    private static final int ADDRESSES = 4;
    /** So short that connections end while this lasts. */
    private static final SnatTimeouts TIMEOUTS = new SnatTimeouts(1, 1, 1, 1);

    private SyntheticOthers() {
    }

    /**
     * A rule for each version of IP for which there are any, that lets as many connections through as there are.
     *
     * @param port the port that has both links.
     */
    static List<SnatSettings> rules(final List<SnatSettings> configured, final String port) {
        return Stream.of(false, true)
            .map(ipv6 -> configured.stream().filter(rule -> rule.ipv6() == ipv6).toList())
            .filter(rules -> !rules.isEmpty()).map(rules -> rule(rules, port)).toList();
    }

    private static SnatSettings rule(final List<SnatSettings> configured, final String port) {
        final SnatSettings first = configured.getFirst();
        final InterfaceAddress link = SyntheticClients.LINK.get(first.ipv6() ? 1 : 0);
        return new SnatSettings(first.name(), List.of(link.prefix()), port, List.of(),
            first.everyAddress().stream().limit(ADDRESSES).map(each -> new AddressRange(each, each)).toList(), TIMEOUTS,
            most(configured.stream().map(SnatSettings::limits).toList()),
            most(configured.stream().map(SnatSettings::clientLimits).toList()));
    }

    /** Counts what any of them counts. */
    private static LimitSettings most(final List<LimitSettings> limits) {
        return Repertoire.lenient(new LimitSettings(
            limits.stream().mapToInt(LimitSettings::connections).max().orElse(0),
            limits.stream().mapToInt(LimitSettings::rate).max().orElse(0),
            limits.stream().mapToInt(LimitSettings::burst).max().orElse(0)));
    }

    /** Where hosts send packets that rules are for. */
    static List<Target> targets(final List<SnatSettings> rules) {
        return rules.stream().flatMap(rule -> Stream.of(Protocol.values())
            .map(protocol -> new Target(rule.ipv6() ? OTHER6 : OTHER, PORT, protocol))).toList();
    }
}
