/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.RST;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WorkerCounterTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.0.1";

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldCountEveryKindOfEventOnce() {
        final DirectorRig rig = rigs.tcp(SERVER + ":80");
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN));
        assertCounts(rig, "the request, the reply that is consumed, the packet", 2, 1, 2, 1, 1, 0, 0);
        rig.fromClient(packet().arpRequest(CLIENT, VIP));
        assertCounts(rig, "a request that becomes its reply", 3, 1, 3, 1, 1, 0, 0);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, RST));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, RST), packet().ipv4(CLIENT, VIP).tcp(9, 9, RST));
        assertCounts(rig, "two forwarded and one dropped", 6, 1, 5, 1, 1, 0, 0);
        rig.pass(70_000, 500);
        assertThat(rig.count(WorkerCounter.CONNECTIONS_CLOSED)).as("expired").isEqualTo(1);
    }

    @Test
    void shouldCountARequestThatFoundNoMbufAndAskAgain() {
        final DirectorRig rig = rigs.open(settings -> settings.mbufs(1)
            .services(Settings.tcp(VIP + ":80", "rr", SERVER + ":80")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN));
        assertCounts(rig, "waiting", 1, 0, 0, 0, 1, 0, 1);
        rig.pass(5_000, 100);
        assertThat(rig.count(WorkerCounter.MBUFS_EXHAUSTED)).isEqualTo(3);
        assertThat(rig.pool().inUse()).isZero();
    }

    @Test
    void shouldNameCountersAsOperatorsWillReadThem() {
        assertThat(WorkerCounter.values()).hasSize(WorkerCounter.count()).allSatisfy(counter -> {
            assertThat(counter.label()).matches("[a-z-]+");
            assertThat(counter.unit()).isIn("packets", "connections");
            assertThat(counter.help()).isNotBlank();
        });
    }

    /** All counters in their order; a new one needs a place in the tests above. */
    private static void assertCounts(final DirectorRig rig, final String what, final long... expected) {
        final Map<WorkerCounter, Long> counts = new EnumMap<>(WorkerCounter.class);
        final Map<WorkerCounter, Long> wanted = new EnumMap<>(WorkerCounter.class);
        assertThat(expected).hasSize(WorkerCounter.count());
        for (final WorkerCounter counter : WorkerCounter.values()) {
            counts.put(counter, rig.count(counter));
            wanted.put(counter, expected[counter.id()]);
        }
        assertThat(counts).as(what).isEqualTo(wanted);
    }
}
