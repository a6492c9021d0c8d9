/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Flow;

/** The buckets of dh. */
final class DestinationTable implements Frozen {
    private static final int BITS = 8;

    private final Slots slots;

    DestinationTable(final Destinations destinations) {
        final int[] indexes = new int[1 << BITS];
        for (int bucket = 0; bucket < indexes.length; bucket++) {
            indexes[bucket] = bucket % Math.max(1, destinations.size());
        }
        slots = new Slots(destinations, indexes);
    }

    @Override
    public int pick(final Flow flow, final DestinationLoad load) {
        final int address = AddressHash.fold(flow.destinationHigh(), flow.destinationLow());
        return slots.available(AddressHash.multiplicative(address, BITS), load);
    }
}
