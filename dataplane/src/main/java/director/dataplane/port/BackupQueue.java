/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.PacketPool;
import director.bindings.RxQueue;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * What a worker receives through a bond of which one member is active. What arrives at the others has arrived at the
 * active one as well, or is for nobody: it is taken now and then and freed, so that nothing old is found there when
 * another member becomes the active one. The thread that polls it is the only one that polls the members.
 */
final class BackupQueue implements RxQueue {
    /** Every how many polls the others are looked at. */
    private static final int INTERVAL = 64;

    private final RxQueue received;
    private final RxQueue[] members;
    private final IntSupplier active;
    private final PacketPool pool;
    private int polls;

    BackupQueue(
        final RxQueue received, final List<RxQueue> members, final IntSupplier active, final PacketPool pool) {
        this.received = received;
        this.members = members.toArray(RxQueue[]::new);
        this.active = active;
        this.pool = pool;
    }

    @Override
    public int burst(final long mbufArray, final int capacity) {
        if (++polls == INTERVAL) {
            polls = 0;
            discard(mbufArray, capacity);
        }
        return received.burst(mbufArray, capacity);
    }

    private void discard(final long mbufArray, final int capacity) {
        final int activeMember = active.getAsInt();
        for (int i = 0; i < members.length; i++) {
            if (i != activeMember) {
                pool.free(mbufArray, 0, members[i].burst(mbufArray, capacity));
            }
        }
    }
}
