/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.AddressRange;
import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.AccessControl;
import director.dataplane.configuration.AccessList;
import director.dataplane.configuration.AccessSettings;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.MarkRule;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServicePolicy;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.configuration.SnatTimeouts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepertoireTest {
    private static ServiceSettings service(
        final Protocol protocol, final int port, final String scheduler, final ForwardingMethod... methods) {
        final List<RealServerSettings> servers = new ArrayList<>();
        for (final ForwardingMethod method : methods) {
            servers.add(new RealServerSettings(IpAddress.parse("10.9.0." + (servers.size() + 1)), port, 1, method));
        }
        return new ServiceSettings(protocol, IpAddress.parse("10.0.0.100"), port, scheduler, 0, servers);
    }

    private static Repertoire of(final PacketSettings packets, final ServiceSettings... services) {
        return Repertoire.of(new WarmUpSettings(List.of(), List.of(services), packets, 32, 1));
    }

    private static Repertoire of(final ServiceSettings... services) {
        return of(PacketSettings.INITIAL, services);
    }

    @Test
    void shouldRehearseOneOfServicesThatTakeTheSameWay() {
        final Repertoire repertoire = of(
            service(Protocol.TCP, 80, "wrr", ForwardingMethod.NAT),
            service(Protocol.TCP, 443, "wrr", ForwardingMethod.NAT, ForwardingMethod.NAT));
        assertThat(repertoire.targets()).containsExactly(new Target(IpAddress.parse("10.0.0.100"), 80, Protocol.TCP));
    }

    @Test
    void shouldRehearseServicesThatDifferInProtocolSchedulerOrMethod() {
        final ServiceSettings[] services = {
            service(Protocol.TCP, 80, "wrr", ForwardingMethod.NAT),
            service(Protocol.UDP, 80, "wrr", ForwardingMethod.NAT),
            service(Protocol.TCP, 81, "lc", ForwardingMethod.NAT),
            service(Protocol.TCP, 82, "wrr", ForwardingMethod.DIRECT_ROUTING),
            service(Protocol.TCP, 83, "wrr", ForwardingMethod.NAT, ForwardingMethod.DIRECT_ROUTING)};
        assertThat(of(services).services()).hasSize(services.length);
    }

    /** Each has records or packets of a kind that others have not. */
    @Test
    void shouldRehearseHowClientsAreToldAndTimeoutsOfServices() {
        final ServiceSettings plain = service(Protocol.TCP, 80, "rr", ForwardingMethod.FULL_NAT);
        final ServiceSettings proxied = plain.withClientAddress(new ClientAddress(ClientAddress.Form.PROXY_V2));
        final ServiceSettings timed = plain.withTimeouts(new ConnectionTimeouts(900, 0, 0));
        final Repertoire repertoire = of(plain, proxied, timed, timed);
        assertThat(repertoire.services()).containsExactly(
            plain, proxied, plain.withTimeouts(new ConnectionTimeouts(1, 0, 0)));
    }

    @Test
    void shouldRehearseLimitsAndAccessWithoutRefusingAnybody() {
        final LimitSettings one = new LimitSettings(1, 1, 1);
        final ServiceSettings plain = service(Protocol.TCP, 80, "rr", ForwardingMethod.NAT);
        final ServiceSettings strict = plain.withPolicy(
            new ServicePolicy(one, one, new AccessSettings(List.of("partners"), List.of())))
            .withRealServers(List.of(plain.realServers().getFirst().withLimits(one)));
        final Repertoire repertoire = of(plain, strict, strict);
        assertThat(repertoire.services()).hasSize(2);
        final LimitSettings most = new LimitSettings(Integer.MAX_VALUE, 10_000_000, 10_000_000);
        assertThat(repertoire.services().getLast().policy()).isEqualTo(
            new ServicePolicy(most, most, new AccessSettings(List.of(), List.of("strangers"))));
        assertThat(repertoire.services().getLast().realServers().getFirst().limits()).isEqualTo(most);
        assertThat(Repertoire.lenient(AccessControl.NONE).lists()).extracting(AccessList::name)
            .containsExactly("strangers");
    }

    @Test
    void shouldNeedFewOfManyRealServers() {
        final ForwardingMethod[] many = new ForwardingMethod[200];
        Arrays.fill(many, ForwardingMethod.NAT);
        assertThat(of(service(Protocol.TCP, 80, "rr", many)).services().getFirst().realServers()).hasSize(16);
    }

    @Test
    void shouldLeaveOutServicesThatNobodyWouldServe() {
        assertThat(of(service(Protocol.TCP, 80, "rr")).services()).isEmpty();
    }

    @Test
    void shouldReachAMarkByAPacketThatARuleGivesIt() {
        final MarkRule rule = new MarkRule(5, false, null, Protocol.UDP, null, IpPrefix.parse("10.0.1.0/24"), 53, 53);
        final ServiceSettings marked = new ServiceSettings(Protocol.TCP, IpAddress.ANY, 0, 5, "rr", 0, null, false,
            service(Protocol.TCP, 80, "rr", ForwardingMethod.NAT).realServers());
        final PacketSettings initial = PacketSettings.INITIAL;
        final PacketSettings packets =
            new PacketSettings(List.of(rule), initial.sysctls(), initial.timeouts(), initial.host());
        assertThat(of(packets, marked).targets())
            .containsExactly(new Target(IpAddress.parse("10.0.1.0"), 53, Protocol.UDP));
        assertThat(of(marked).targets()).as("no rule marks anything").isEmpty();
    }

    @Test
    void shouldRehearseARuleOfSnatForEachVersionOfIpWithoutRefusingAnybody() {
        final SnatSettings plain = new SnatSettings(
            "a", List.of(IpPrefix.parse("10.9.0.0/16")), "servers", List.of(AddressRange.parse("192.0.2.0/24")));
        final SnatSettings strict = new SnatSettings("b", List.of(IpPrefix.parse("10.8.0.0/16")), "servers", List.of(),
            plain.addresses(), SnatTimeouts.DEFAULT, new LimitSettings(1, 0, 0), LimitSettings.NONE);
        final SnatSettings ipv6 = new SnatSettings(
            "c", List.of(IpPrefix.parse("fd09::/64")), "servers", List.of(AddressRange.parse("fd00::1")));
        final PortSettings port = new PortSettings("clients", "net_null0", null, Pmd.AF_PACKET, List.of(), null, null,
            List.of(), PortSettings.DEFAULT_MTU, PortSettings.DEFAULT_DESCRIPTORS, PortSettings.DEFAULT_DESCRIPTORS,
            false);
        final Repertoire repertoire = Repertoire.of(new WarmUpSettings(List.of(port), List.of(),
            PacketSettings.INITIAL.withSnat(List.of(plain, strict, ipv6)), 32, 1));
        assertThat(repertoire.snat()).extracting(SnatSettings::name).containsExactly("a", "c");
        assertThat(repertoire.snat()).extracting(SnatSettings::port).containsOnly("clients");
        assertThat(repertoire.snat().getFirst().everyAddress()).hasSize(4);
        assertThat(repertoire.snat().getFirst().limits()).isEqualTo(new LimitSettings(Integer.MAX_VALUE, 0, 0));
        assertThat(repertoire.others()).hasSize(2 * Protocol.values().length).doesNotHaveDuplicates();
        assertThat(repertoire.targets()).isEmpty();
    }
}
