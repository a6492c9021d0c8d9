/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.HeapMemory;
import director.bindings.HeapPool;
import director.bindings.PacketPool;
import director.dataplane.address.AddressRange;
import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.configuration.SubInterface;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import director.schedulers.SchedulerRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RehearsalTest {
    private static final int ROUNDS = 16;

    private final HeapPool pool = new HeapPool(4_096, 2_048);

    private static PortSettings port() {
        return new PortSettings("port", "net_null0", null, Pmd.AF_PACKET,
            List.of(InterfaceAddress.parse("10.9.0.254/16"), InterfaceAddress.parse("fd09::254/64")), null, null,
            List.of(), PortSettings.DEFAULT_MTU, PortSettings.DEFAULT_DESCRIPTORS, PortSettings.DEFAULT_DESCRIPTORS,
            false);
    }

    private static ServiceSettings service(final Protocol protocol, final boolean ipv6, final ForwardingMethod method) {
        return new ServiceSettings(protocol, IpAddress.parse(ipv6 ? "fd00::100" : "10.0.0.100"), 80, "wrr", 0,
            List.of(new RealServerSettings(IpAddress.parse(ipv6 ? "fd09::1" : "10.9.0.1"), 80, 2, method),
                new RealServerSettings(IpAddress.parse(ipv6 ? "fd09::2" : "10.9.0.2"), 80, 1, method)))
            .withLocalAddresses(List.of(IpPrefix.parse(ipv6 ? "fd09::200" : "10.9.0.200")));
    }

    private Rehearsal rehearsal(final int number, final ServiceSettings... services) {
        return rehearsal(number, List.of(port()), services);
    }

    private Rehearsal rehearsal(
        final int number, final List<PortSettings> ports, final ServiceSettings... services) {
        return rehearsal(number, pool, ports, services);
    }

    private Rehearsal rehearsal(
        final int number, final PacketPool from, final List<PortSettings> ports, final ServiceSettings... services) {
        return new Rehearsal(Repertoire.of(new WarmUpSettings(
            ports, List.of(services), PacketSettings.INITIAL, 32, 1)), SchedulerRegistry.load(),
            new Stage(from, new HeapMemory(), (array, capacity) -> 0, this::swallow), number);
    }

    private int swallow(final long mbufArray, final int count) {
        pool.free(mbufArray, 0, count);
        return count;
    }

    @AfterEach
    void shouldGiveEveryMbufBack() {
        assertThat(pool.inUse()).isZero();
        pool.close();
    }

    static Stream<Arguments> everyWay() {
        return Stream.of(Protocol.values()).flatMap(protocol -> Stream.of(false, true).flatMap(ipv6 ->
            Stream.of(ForwardingMethod.values())
                .map(method -> Arguments.of(protocol, ipv6, method))));
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void shouldOpenUseAndEndConnectionsOfEveryMethod(
        final Protocol protocol, final boolean ipv6, final ForwardingMethod method) {
        try (Rehearsal rehearsal = rehearsal(0, service(protocol, ipv6, method))) {
            for (int i = 0; i < ROUNDS; i++) {
                rehearsal.round();
            }
            final WorkerCounters counters = rehearsal.counters();
            assertThat(counters.get(WorkerCounter.CONNECTIONS_OPENED)).isGreaterThan(ROUNDS * 16);
            assertThat(counters.get(WorkerCounter.TRANSMITTED)).isGreaterThan(ROUNDS * 32 * 5);
            assertThat(counters.get(WorkerCounter.FAST_PATH) > 0).isEqualTo(protocol != Protocol.SCTP);
            for (final DropReason reason : List.of(DropReason.NO_ROUTE, DropReason.NO_DESTINATION,
                DropReason.TRANSPORT_MALFORMED, DropReason.CONNECTION_TABLE_FULL, DropReason.LOCAL_PORTS_EXHAUSTED)) {
                assertThat(counters.drops(reason)).as("%s", reason).isZero();
            }
        }
    }

    /** Often enough for the compiler to notice; after the last link to the end, three times. */
    @Test
    void shouldAnnounceAddressesAsOftenAsLinksComeUp() {
        final AnnouncementCount count = new AnnouncementCount(pool);
        final int leaping = 2;
        // Two of the port's own, of the service the virtual one and the local one.
        final int addresses = 4;
        try (Rehearsal rehearsal = rehearsal(leaping, count, List.of(port()),
            service(Protocol.TCP, false, ForwardingMethod.NAT))) {
            for (int i = 0; i < 2 * ROUNDS; i++) {
                rehearsal.round();
            }
            final int said = (Rehearsal.LINK_UPS + 2) * addresses;
            assertThat(count.announcements()).isEqualTo(said);
            // One address more, for whose sake ways are learnt anew.
            rehearsal.change();
            rehearsal.round();
            assertThat(count.announcements()).isEqualTo(said + 1);
        }
    }

    /** Clients and real servers in VLANs of one port, with one tag and with two. */
    @ParameterizedTest
    @EnumSource(value = ForwardingMethod.class, names = {"NAT", "FULL_NAT", "DIRECT_ROUTING"})
    void shouldCarryTags(final ForwardingMethod method) {
        final List<PortSettings> ports = List.of(
            PortSettings.vlan("clients", new SubInterface("front", 100, 0), List.of(), null, null, List.of(), 1_500),
            PortSettings.vlan("servers", new SubInterface("front", 200, 30), port().addresses(), null, null, List.of(),
                1_500),
            new PortSettings("front", "net_null0", null, Pmd.AF_PACKET, List.of(), null, null, List.of(), 1_500, 1_024,
                1_024, false));
        try (Rehearsal rehearsal = rehearsal(0, ports, service(Protocol.TCP, false, method));
            Rehearsal plain = rehearsal(0, service(Protocol.TCP, false, method))) {
            for (int i = 0; i < ROUNDS; i++) {
                rehearsal.round();
                plain.round();
            }
            assertThat(rehearsal.counters().get(WorkerCounter.FAST_PATH)).isGreaterThan(ROUNDS * 32);
            assertThat(rehearsal.counters().get(WorkerCounter.TRANSMITTED))
                .isGreaterThan(plain.counters().get(WorkerCounter.TRANSMITTED) * 9 / 10);
            assertThat(rehearsal.counters().drops(DropReason.VLAN_UNKNOWN)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(value = ForwardingMethod.class, names = {"NAT", "FULL_NAT"})
    void shouldHaveRealServersOfNatAnswer(final ForwardingMethod method) {
        final long answered = transmitted(method);
        final long silent = transmitted(ForwardingMethod.DIRECT_ROUTING);
        assertThat(answered).isGreaterThan(silent * 3 / 2);
    }

    private long transmitted(final ForwardingMethod method) {
        try (Rehearsal rehearsal = rehearsal(0, service(Protocol.TCP, false, method))) {
            for (int i = 0; i < ROUNDS; i++) {
                rehearsal.round();
            }
            return rehearsal.counters().get(WorkerCounter.TRANSMITTED);
        }
    }

    /** Real servers have to acknowledge the header with the right numbers, or nothing comes after it. */
    @ParameterizedTest
    @CsvSource({"PROXY_V1, false", "PROXY_V2, false", "PROXY_V1, true", "PROXY_V2, true", "TOA, false", "TOA, true"})
    void shouldGetBeyondWhatTellsTheClientsAddress(final ClientAddress.Form form, final boolean ipv6) {
        final ServiceSettings told = service(Protocol.TCP, ipv6, ForwardingMethod.FULL_NAT)
            .withClientAddress(new ClientAddress(form));
        try (Rehearsal rehearsal = rehearsal(0, told)) {
            for (int i = 0; i < ROUNDS; i++) {
                rehearsal.round();
            }
            final WorkerCounters counters = rehearsal.counters();
            assertThat(counters.get(WorkerCounter.CONNECTIONS_OPENED)).isGreaterThan(ROUNDS * 16);
            assertThat(counters.get(WorkerCounter.TRANSMITTED)).isGreaterThan(ROUNDS * 32 * 5);
            assertThat(counters.get(WorkerCounter.FAST_PATH)).isGreaterThan(ROUNDS * 32);
        }
    }

    @Test
    void shouldMeetWhatIsRare() {
        try (Rehearsal rehearsal = rehearsal(0, service(Protocol.TCP, false, ForwardingMethod.NAT),
            service(Protocol.TCP, true, ForwardingMethod.NAT))) {
            for (int i = 0; i < 20 * ROUNDS; i++) {
                rehearsal.round();
            }
            final WorkerCounters counters = rehearsal.counters();
            for (final DropReason reason : List.of(DropReason.OTHER_STATION, DropReason.ETHERTYPE_UNSUPPORTED,
                DropReason.IPV4_CHECKSUM, DropReason.TTL_EXCEEDED)) {
                assertThat(counters.drops(reason)).as("%s", reason).isPositive();
            }
            assertThat(counters.get(WorkerCounter.GENERATED)).as("answers to ARP, echo and closed ports").isPositive();
        }
    }

    /** Connections last a second, and a life takes some milliseconds: only a clock that leaps gets there. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void shouldLiveThroughWhatIsTimedInSomeLives(final int number) {
        assertThat(closedByTime(number)).isGreaterThan(ROUNDS * 32);
        assertThat(closedByTime(number - 2)).isZero();
    }

    /** Of UDP, where nothing but time ends connections. */
    private long closedByTime(final int number) {
        try (Rehearsal rehearsal = rehearsal(number, service(Protocol.UDP, false, ForwardingMethod.NAT))) {
            for (int i = 0; i < 2 * ROUNDS; i++) {
                rehearsal.round();
            }
            return rehearsal.counters().get(WorkerCounter.CONNECTIONS_CLOSED);
        }
    }

    @Test
    void shouldGoOnWhenTheConfigurationChangesAndWhenTheTableIsFull() {
        try (Rehearsal rehearsal = rehearsal(1, service(Protocol.UDP, false, ForwardingMethod.NAT))) {
            for (int i = 0; i < ROUNDS * 4; i++) {
                rehearsal.round();
            }
            rehearsal.change();
            final long before = rehearsal.packets();
            rehearsal.round();
            assertThat(rehearsal.packets()).isGreaterThan(before);
            assertThat(rehearsal.counters().drops(DropReason.CONNECTION_TABLE_FULL)).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({"10.9.0.0/16, 10.9.0.210", "fd09::/64, fd09::210"})
    void shouldHaveHostsOfSnatTalkToOthersWhoAnswer(final String sources, final String address) {
        final SnatSettings rule = new SnatSettings(
            "internet", List.of(IpPrefix.parse(sources)), "port", List.of(AddressRange.parse(address)));
        final WarmUpSettings settings = new WarmUpSettings(
            List.of(port()), List.of(), PacketSettings.INITIAL.withSnat(List.of(rule)), 32, 1);
        try (Rehearsal rehearsal = new Rehearsal(Repertoire.of(settings), SchedulerRegistry.load(),
            new Stage(pool, new HeapMemory(), (array, capacity) -> 0, this::swallow), 0)) {
            for (int i = 0; i < ROUNDS; i++) {
                rehearsal.round();
            }
            final WorkerCounters counters = rehearsal.counters();
            assertThat(counters.get(WorkerCounter.SNAT_OPENED)).isGreaterThan(ROUNDS * 3 * 16);
            // What hosts send leaves, and so do the answers.
            assertThat(counters.get(WorkerCounter.TRANSMITTED)).isGreaterThan(2 * ROUNDS * 3 * 32 * 5);
            assertThat(counters.get(WorkerCounter.FAST_PATH)).isGreaterThan(ROUNDS * 32);
            for (final DropReason reason : List.of(DropReason.NO_ROUTE, DropReason.TRANSPORT_MALFORMED,
                DropReason.CONNECTION_TABLE_FULL, DropReason.SNAT_PORTS_EXHAUSTED)) {
                assertThat(counters.drops(reason)).as("%s", reason).isZero();
            }
        }
    }

    @Test
    void shouldDoWithoutServices() {
        try (Rehearsal rehearsal = rehearsal(0)) {
            rehearsal.round();
            rehearsal.change();
            assertThat(rehearsal.packets()).isZero();
        }
    }
}
