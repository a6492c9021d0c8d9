/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

import static director.schedulers.ServiceScheduler.NO_DESTINATION;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Flow;

/** The slots of mh. */
final class MaglevTable implements Frozen {
    /** Also the key under which clients are hashed. */
    private static final long OFFSET_KEY = 2_654_435_761L;

    private final Slots slots;
    private final HashFlags flags;

    MaglevTable(final Destinations destinations, final MaglevSize size, final HashFlags flags) {
        this.flags = flags;
        slots = new Slots(destinations, new MaglevFiller(destinations, size).fill());
    }

    @Override
    public int pick(final Flow flow, final DestinationLoad load) {
        final int client = flags.client(flow);
        final int slot = slot(client);
        final int number = slots.available(slot, load);
        return number == NO_DESTINATION && flags.fallback() && slots.hasAvailable(load)
            ? lookFurther(client, slot, load) : number;
    }

    /** Hashes again and again, each time with another number added. */
    private int lookFurther(final int client, final int first, final DestinationLoad load) {
        int added = first;
        for (int attempt = 0; attempt < slots.size(); attempt++) {
            final int number = slots.available(slot(client + added), load);
            if (number != NO_DESTINATION) {
                return number;
            }
            added = added + 1 == slots.size() ? 0 : added + 1;
        }
        return NO_DESTINATION;
    }

    private int slot(final int value) {
        return Integer.remainderUnsigned(SipHash13.hash(value, OFFSET_KEY), slots.size());
    }
}
