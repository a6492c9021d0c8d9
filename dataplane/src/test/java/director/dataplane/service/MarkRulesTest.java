/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.MarkRule;
import director.dataplane.configuration.Protocol;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MarkRulesTest {
    private static final Map<String, Integer> PORTS = Map.of("client", 0, "real", 1);
    private static final String CLIENT = "192.0.2.7";
    private static final String VIP = "10.7.3.1";

    @Test
    void shouldMarkNothingWithoutRules() {
        assertThat(MarkRules.NONE.isEmpty()).isTrue();
        assertThat(mark(MarkRules.NONE, 0, Protocol.TCP, CLIENT, VIP, 80)).isZero();
    }

    @Test
    void shouldTakeTheMarkOfTheLastRuleThatMatches() {
        final MarkRules rules = MarkRules.of(List.of(all(1), to("10.7.0.0/16", 2), to("10.7.3.0/24", 3),
            to("10.8.0.0/16", 4)), PORTS);
        assertThat(rules.isEmpty()).isFalse();
        assertThat(mark(rules, 0, Protocol.TCP, CLIENT, "10.9.0.1", 80)).isEqualTo(1);
        assertThat(mark(rules, 0, Protocol.TCP, CLIENT, "10.7.4.1", 80)).isEqualTo(2);
        assertThat(mark(rules, 0, Protocol.TCP, CLIENT, VIP, 80)).isEqualTo(3);
        final MarkRules overridden = MarkRules.of(List.of(to("10.7.3.0/24", 3), all(1)), PORTS);
        assertThat(mark(overridden, 0, Protocol.TCP, CLIENT, VIP, 80)).isEqualTo(1);
    }

    @Test
    void shouldMarkOnlyWhatMatchesInEveryRespect() {
        final MarkRules rules = MarkRules.of(List.of(new MarkRule(0x8000_0001, false, "client", Protocol.UDP,
            IpPrefix.parse("192.0.2.0/29"), IpPrefix.parse("10.7.3.1/32"), 1_000, 2_000)), PORTS);
        assertThat(mark(rules, 0, Protocol.UDP, CLIENT, VIP, 1_000)).isEqualTo(0x8000_0001);
        assertThat(mark(rules, 0, Protocol.UDP, CLIENT, VIP, 2_000)).isEqualTo(0x8000_0001);
        assertThat(mark(rules, 1, Protocol.UDP, CLIENT, VIP, 1_000)).isZero();
        assertThat(mark(rules, 0, Protocol.TCP, CLIENT, VIP, 1_000)).isZero();
        assertThat(mark(rules, 0, Protocol.UDP, "192.0.2.8", VIP, 1_000)).isZero();
        assertThat(mark(rules, 0, Protocol.UDP, CLIENT, "10.7.3.2", 1_000)).isZero();
        assertThat(mark(rules, 0, Protocol.UDP, CLIENT, VIP, 999)).isZero();
        assertThat(mark(rules, 0, Protocol.UDP, CLIENT, VIP, 2_001)).isZero();
    }

    @Test
    void shouldTellVersionsOfIpApart() {
        final MarkRules rules = MarkRules.of(List.of(all(1), rule(2, true, null), rule(3, true, "fd00:7::/32")), PORTS);
        assertThat(mark(rules, 0, Protocol.TCP, CLIENT, VIP, 80)).isEqualTo(1);
        assertThat(mark(rules, 0, Protocol.TCP, "2001:db8::1", "fd00:8::1", 80)).isEqualTo(2);
        assertThat(mark(rules, 0, Protocol.TCP, "2001:db8::1", "fd00:7:ffff::1", 80)).isEqualTo(3);
    }

    private static MarkRule all(final int mark) {
        return rule(mark, false, null);
    }

    private static MarkRule to(final String destination, final int mark) {
        return rule(mark, false, destination);
    }

    private static MarkRule rule(final int mark, final boolean ipv6, final @Nullable String destination) {
        return new MarkRule(mark, ipv6, null, null, null, destination == null ? null : IpPrefix.parse(destination), 0,
            MarkRule.LAST_PORT);
    }

    private static int mark(
        final MarkRules rules,
        final int port,
        final Protocol protocol,
        final String source,
        final String destination,
        final int destinationPort) {
        final IpAddress from = IpAddress.parse(source);
        final IpAddress to = IpAddress.parse(destination);
        return rules.mark(port, to.ipv6(), protocol.number(), from.wireHigh(), from.wireLow(), to.wireHigh(),
            to.wireLow(), destinationPort);
    }
}
