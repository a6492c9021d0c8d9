/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.real;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.tcpKey;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpPrefix;
import director.dataplane.address.WireAddress;
import director.dataplane.configuration.Sysctl;
import director.dataplane.service.Destination;
import director.dataplane.service.ServiceKey;
import director.dataplane.snapshot.Snapshot;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Rigs;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a snapshot shares with the one before. */
class SnapshotMakerTest {
    private static final String A = "10.9.0.1:80";
    private static final String B = "10.9.0.2:80";
    private static final ServiceKey SERVICE = tcpKey(VIP + ":80");

    @RegisterExtension
    final Rigs rigs = new Rigs();
    private DirectorRig rig;

    @BeforeEach
    void open() {
        rig = rigs.tcp(A + "*3", B + "*2");
    }

    private Snapshot now() {
        return rig.conductor().published().getAcquire();
    }

    private void carryOut(final Function<ConductorProxy, CompletableFuture<?>> change) {
        rig.carryOut(change.apply(rig.proxy()));
    }

    @Test
    void shouldShareAllButOneRealServerWhenItsWeightChanges() {
        final Snapshot before = now();
        carryOut(proxy -> proxy.editRealServer(SERVICE, real(B + "*9")));
        final Snapshot after = now();
        assertThat(after.sequence()).isGreaterThan(before.sequence());
        assertThat(after.ways()).isEqualTo(before.ways());
        assertThat(after.services()).isSameAs(before.services());
        assertThat(after.endpoints()).isSameAs(before.endpoints());
        assertThat(after.local()).isSameAs(before.local());
        assertThat(Arrays.stream(after.destinations()).filter(Arrays.asList(before.destinations())::contains))
            .as("real servers that stay").hasSize(1);
        assertThat(weights(after)).containsExactlyInAnyOrder(3, 9);
    }

    private static Stream<Integer> weights(final Snapshot snapshot) {
        return Arrays.stream(snapshot.destinations()).map(Destination::settings).map(settings -> settings.weight());
    }

    static Stream<Arguments> changesOfWays() {
        return Stream.<Arguments>of(
            way("a weight of 0", proxy -> proxy.editRealServer(SERVICE, real(B + "*0"))),
            way("a real server more", proxy -> proxy.addRealServer(SERVICE, real("10.9.0.3:80"))),
            way("a real server less", proxy -> proxy.deleteRealServer(SERVICE, real(B))),
            way("a service more", proxy -> proxy.addService(tcp("10.0.0.101:80", "rr"))),
            way("a service less", proxy -> proxy.deleteService(SERVICE)),
            way("another scheduler", proxy -> proxy.editService(tcp(VIP + ":80", "lc"))),
            way("a setting", proxy -> proxy.set(Sysctl.DROP_PACKET, 1)),
            way("an address", proxy -> proxy.addAddresses(IpPrefix.parse("10.0.7.0/24"))));
    }

    private static Arguments way(final String name, final Function<ConductorProxy, CompletableFuture<?>> change) {
        return Arguments.of(name, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changesOfWays")
    void shouldSayThatPacketsMayTakeAnotherWay(
        final String name, final Function<ConductorProxy, CompletableFuture<?>> change) {
        final Snapshot before = now();
        carryOut(change);
        assertThat(now().ways()).as(name).isGreaterThan(before.ways());
    }

    @Test
    void shouldKnowEveryRealServerAfterManyChanges() {
        for (int i = 1; i <= 20; i++) {
            final String server = "10.9.1." + i + ":80";
            final int weight = i;
            carryOut(proxy -> proxy.addRealServer(SERVICE, real(server)));
            carryOut(proxy -> proxy.editRealServer(SERVICE, real(server + "*" + weight)));
        }
        carryOut(proxy -> proxy.deleteRealServer(SERVICE, real("10.9.1.7:80")));
        final Snapshot now = now();
        rig.conductor().catalogue().services().getFirst().realServers().forEach(entry -> {
            final Destination known = Objects.requireNonNull(now.destination(entry.number()));
            assertThat(known.settings()).isEqualTo(entry.settings());
            assertThat(known.available()).isTrue();
        });
        assertThat(now.endpoints().isTranslated(6, 0, WireAddress.low(
            Integer.reverseBytes(0x0A090107)), Integer.reverseBytes(80) >>> 16)).as("one that is gone").isFalse();
        assertThat(now.endpoints().isTranslated(6, 0, WireAddress.low(
            Integer.reverseBytes(0x0A090108)), Integer.reverseBytes(80) >>> 16)).as("one that is there").isTrue();
    }
}
