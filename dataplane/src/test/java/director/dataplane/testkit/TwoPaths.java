/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import java.util.List;

/**
 * Two directors that are to do the same with frames of {@link BothVersions}. One of them forgets the ways to real
 * servers before each packet, so that the general path has to take it.
 */
public final class TwoPaths {
    private static final int STEP_MS = 500;

    private final DirectorRig fast;
    private final DirectorRig general;
    private int sentToReal;
    private int sentToClients;

    /** Both are configured alike, and have seen nothing. */
    public TwoPaths(final DirectorRig fast, final DirectorRig general) {
        this.fast = fast;
        this.general = general;
    }

    /** Has both directors know where client and real server are, and a burst arrive. Answers what real servers get. */
    public List<Frame> burst(final List<byte[]> frames, final boolean fromClients) {
        BothVersions.introduce(fast);
        BothVersions.introduce(general);
        frames.forEach(frame -> arrive(fast, frame, fromClients));
        fast.settle();
        for (final byte[] frame : frames) {
            general.forgetWays();
            arrive(general, frame, fromClients);
            general.settle();
        }
        final List<Frame> toReal = fast.toReal();
        final List<Frame> toClients = fast.toClients();
        assertThat(LikeFrames.of(toReal)).isEqualTo(LikeFrames.of(general.toReal()));
        assertThat(LikeFrames.of(toClients)).isEqualTo(LikeFrames.of(general.toClients()));
        sentToReal += toReal.size();
        sentToClients += toClients.size();
        return toReal;
    }

    /** Lets time pass. */
    public void pass(final int milliseconds) {
        fast.pass(milliseconds, STEP_MS);
        general.pass(milliseconds, STEP_MS);
    }

    /** How many frames real servers got. */
    public int sentToReal() {
        return sentToReal;
    }

    /** How many frames clients got, answers of the director among them. */
    public int sentToClients() {
        return sentToClients;
    }

    /** They have counted the same, of so many real servers, and more packets took the fast path where there is one. */
    public void assertAlike(final int realServers, final int fastPackets) {
        for (final DropReason reason : DropReason.values()) {
            assertThat(fast.drops(reason)).as("%s", reason).isEqualTo(general.drops(reason));
        }
        for (int number = 0; number < realServers; number++) {
            assertThat(fast.destinations().totals(number)).isEqualTo(general.destinations().totals(number));
        }
        assertThat(general.count(WorkerCounter.FAST_PATH)).isZero();
        assertThat(fast.count(WorkerCounter.FAST_PATH)).isGreaterThan(fastPackets);
    }

    private static void arrive(final DirectorRig rig, final byte[] frame, final boolean fromClients) {
        (fromClients ? rig.client() : rig.real()).arrive(frame.clone());
    }
}
