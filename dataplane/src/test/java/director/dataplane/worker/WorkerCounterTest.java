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
        assertCounts(rig, "the request, the reply that is consumed, the packet", Map.of(WorkerCounter.RECEIVED, 2L,
            WorkerCounter.GENERATED, 1L, WorkerCounter.TRANSMITTED, 2L, WorkerCounter.CONSUMED, 1L,
            WorkerCounter.CONNECTIONS_OPENED, 1L, WorkerCounter.FAST_OPENINGS, 1L));
        rig.fromClient(packet().arpRequest(CLIENT, VIP));
        assertCounts(rig, "a request that becomes its reply", Map.of(WorkerCounter.RECEIVED, 3L,
            WorkerCounter.GENERATED, 1L, WorkerCounter.TRANSMITTED, 3L, WorkerCounter.CONSUMED, 1L,
            WorkerCounter.CONNECTIONS_OPENED, 1L, WorkerCounter.FAST_OPENINGS, 1L));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, RST));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, RST), packet().ipv4(CLIENT, VIP).tcp(9, 9, RST));
        assertCounts(rig, "two forwarded and one dropped", Map.of(WorkerCounter.RECEIVED, 6L,
            WorkerCounter.GENERATED, 1L, WorkerCounter.TRANSMITTED, 5L, WorkerCounter.CONSUMED, 1L,
            WorkerCounter.CONNECTIONS_OPENED, 1L, WorkerCounter.FAST_OPENINGS, 1L));
        rig.pass(70_000, 500);
        assertThat(rig.count(WorkerCounter.CONNECTIONS_CLOSED)).as("expired").isEqualTo(1);
    }

    @Test
    void shouldCountARequestThatFoundNoMbufAndAskAgain() {
        final DirectorRig rig = rigs.open(settings -> settings.mbufs(1)
            .services(Settings.tcp(VIP + ":80", "rr", SERVER + ":80")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN));
        assertCounts(rig, "waiting", Map.of(WorkerCounter.RECEIVED, 1L, WorkerCounter.CONNECTIONS_OPENED, 1L,
            WorkerCounter.FAST_OPENINGS, 1L, WorkerCounter.MBUFS_EXHAUSTED, 1L));
        rig.pass(5_000, 100);
        assertThat(rig.count(WorkerCounter.MBUFS_EXHAUSTED)).as("three requests, and what the client would be told")
            .isEqualTo(4);
        assertThat(rig.pool().inUse()).isZero();
    }

    @Test
    void shouldNameCountersAsOperatorsWillReadThem() {
        assertThat(WorkerCounter.values()).hasSize(WorkerCounter.count()).allSatisfy(counter -> {
            assertThat(counter.label()).matches("[a-z-]+");
            assertThat(counter.unit()).isIn("packets", "connections", "routes");
            assertThat(counter.help()).isNotBlank();
        });
    }

    /** All counters that are not 0. */
    private static void assertCounts(
        final DirectorRig rig, final String what, final Map<WorkerCounter, Long> expected) {
        final Map<WorkerCounter, Long> counts = new EnumMap<>(WorkerCounter.class);
        for (final WorkerCounter counter : WorkerCounter.values()) {
            if (rig.count(counter) != 0) {
                counts.put(counter, rig.count(counter));
            }
        }
        assertThat(counts).as(what).isEqualTo(expected);
    }
}
