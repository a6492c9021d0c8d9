/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.AnswerPolicy;
import director.dataplane.configuration.ClientSettings;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.ForwardPolicy;
import director.dataplane.configuration.HostSettings;
import director.dataplane.configuration.HugePages;
import director.dataplane.configuration.IdleMode;
import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.configuration.MemorySettings;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.SubInterface;
import director.dataplane.configuration.WorkerSettings;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MempoolPlanTest {
    private static final PortSettings PORT = new PortSettings("front", "net_null0", null, Pmd.AF_PACKET, List.of(),
        null, null, List.of(), PortSettings.DEFAULT_MTU, 1_024, 512, false);
    private static final PortSettings VLAN = PortSettings.vlan(
        "servers", new SubInterface("front", 100, 0), List.of(), null, null, List.of(), PortSettings.DEFAULT_MTU);

    private static MempoolPlan plan(final int workers, final int mbufs, final PortSettings... ports) {
        return plan(workers, mbufs, PacketSettings.INITIAL, ports);
    }

    private static MempoolPlan plan(
        final int workers, final int mbufs, final PacketSettings packets, final PortSettings... ports) {
        return MempoolPlan.of(new DirectorConfiguration(new MemorySettings(HugePages.NONE, 512, mbufs, 1_000),
            List.of(ports), new WorkerSettings(IntStream.range(0, workers).boxed().toList(), 32, IdleMode.POLL, 0),
            List.of(), packets, LocalPortSettings.DEFAULT, ClientSettings.DEFAULT));
    }

    @Test
    void shouldGiveOneWorkerAllThereIs() {
        final MempoolPlan plan = plan(1, 1_025, PORT);
        assertThat(plan.pools()).isEqualTo(1);
        assertThat(plan.size()).isEqualTo(1_025);
        assertThat(plan.cache()).isEqualTo(256);
    }

    /** What it receives fills its own ring, those of all workers that send it, those between them, and caches. */
    @Test
    void shouldGiveEachWorkerAPoolThatCannotRunDry() {
        final int own = 1_024 + 2 * 512 + 2_048 + 384 + 1_024;
        final MempoolPlan enough = plan(2, 2 * own, PORT);
        assertThat(enough.pools()).isEqualTo(2);
        assertThat(enough.size()).isEqualTo(own);
        assertThat(enough.words()).isEqualTo("each of 2 workers has a pool of 5504 mbufs");

        final MempoolPlan fewer = plan(2, 2 * own - 1, PORT);
        assertThat(fewer.pools()).isEqualTo(1);
        assertThat(fewer.size()).isEqualTo(2 * own - 1);
        assertThat(fewer.words()).isEqualTo("2 workers share one pool of 11007 mbufs, and may slow each other down; "
            + "with memory.mbufs of at least 11008 each would have its own");
    }

    @Test
    void shouldCountTransmitRingsOfAllWorkersForEachPool() {
        final int own = 1_024 + 16 * 512 + 2_048 + 15 * 384 + 1_024;
        assertThat(plan(16, 16 * own, PORT).pools()).isEqualTo(16);
        assertThat(plan(16, 16 * own - 1, PORT).pools()).isEqualTo(1);
    }

    /** A VLAN has the rings of its port, but an interface of its own in the kernel. */
    @Test
    void shouldCountInterfacesInTheKernel() {
        final PacketSettings kernel = PacketSettings.INITIAL.withHost(
            new HostSettings(AnswerPolicy.KERNEL, ForwardPolicy.FORWARD, AnswerPolicy.ANSWER));
        final int own = 1_024 + 2 * 512 + 2_048 + 384 + 1_024;
        assertThat(plan(2, 2 * own, PORT, VLAN).pools()).isEqualTo(2);
        assertThat(plan(2, 2 * own, kernel, PORT, VLAN).pools()).isEqualTo(1);
        assertThat(plan(2, 2 * (own + 2 * 65), kernel, PORT, VLAN).pools()).isEqualTo(2);
    }

    @Test
    void shouldLeaveAFewOfWhatIsOverUnused() {
        assertThat(plan(3, 30_001, PORT).size()).isEqualTo(10_000);
    }
}
