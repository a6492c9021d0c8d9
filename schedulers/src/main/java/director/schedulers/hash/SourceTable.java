/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

import static director.schedulers.ServiceScheduler.NO_DESTINATION;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Flow;

/** The buckets of sh. */
final class SourceTable implements Frozen {
    private static final int BITS = 8;
    private static final int SIZE = 1 << BITS;
    private static final int MASK = SIZE - 1;

    private final Slots slots;
    private final HashFlags flags;

    SourceTable(final Destinations destinations, final HashFlags flags) {
        this.flags = flags;
        slots = new Slots(destinations, deal(destinations));
    }

    @Override
    public int pick(final Flow flow, final DestinationLoad load) {
        final int hash = AddressHash.multiplicative(flags.client(flow), BITS);
        final int number = slots.available(hash, load);
        return number == NO_DESTINATION && flags.fallback() && slots.hasAvailable(load)
            ? lookFurther(hash, load) : number;
    }

    /** Goes through all buckets from the one that lies as far behind the first as that behind the beginning. */
    private int lookFurther(final int hash, final DestinationLoad load) {
        for (int offset = 0; offset < SIZE; offset++) {
            final int number = slots.available((2 * hash + offset) & MASK, load);
            if (number != NO_DESTINATION) {
                return number;
            }
        }
        return NO_DESTINATION;
    }

    private static int[] deal(final Destinations destinations) {
        final int[] indexes = new int[SIZE];
        if (destinations.size() > 0) {
            int index = 0;
            int filled = 0;
            for (int bucket = 0; bucket < SIZE; bucket++) {
                indexes[bucket] = index;
                filled++;
                if (filled >= destinations.weight(index)) {
                    index = (index + 1) % destinations.size();
                    filled = 0;
                }
            }
        }
        return indexes;
    }
}
