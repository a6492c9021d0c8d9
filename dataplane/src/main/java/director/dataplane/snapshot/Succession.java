/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.snapshot;

import director.dataplane.localport.LocalPool;
import director.dataplane.service.Destination;
import org.jspecify.annotations.Nullable;

/**
 * What will come, or has come, after a snapshot. Schedulers are shared by snapshots and change a moment before the next
 * one is published: a worker that gets a real server from them which its own snapshot does not know finds it here.
 */
public final class Succession {
    private volatile @Nullable Snapshot next;

    /** Nothing is known to come. */
    public Succession() {
    }

    /**
     * Says what comes next, before schedulers know of it. From the conductor's thread.
     *
     * @param coming the next snapshot; null if it does not come after all.
     */
    public void announce(final @Nullable Snapshot coming) {
        next = coming;
    }

    /** The pool of a real server in what comes, null if it has none there. */
    @Nullable LocalPool localPool(final int worker, final int number) {
        @Nullable Snapshot later = next;
        while (later != null) {
            final @Nullable LocalPool found = later.localPools().pool(worker, number);
            if (found != null) {
                return found;
            }
            later = later.succession().next;
        }
        return null;
    }

    /** A real server by its number in the first later snapshot that has it; else what was known. */
    @Nullable Destination destination(final int number, final @Nullable Destination known) {
        @Nullable Snapshot later = next;
        while (later != null) {
            final @Nullable Destination found = later.known(number);
            if (found != null && found.available()) {
                return found;
            }
            later = later.succession().next;
        }
        return known;
    }
}
