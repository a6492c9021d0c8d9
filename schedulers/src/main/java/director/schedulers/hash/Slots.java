/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

import static director.schedulers.ServiceScheduler.NO_DESTINATION;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import java.util.Arrays;

/** Slots of a hash table, each with the number of a destination. Immutable; any thread. */
final class Slots {
    /** In a slot: its destination is quiesced, or there is none. */
    private static final int CLOSED = NO_DESTINATION;

    private final int[] numbers;
    /** Of all destinations that are not quiesced, once each. */
    private final int[] open;

    /**
     * Slots.
     *
     * @param destinations what the service has.
     * @param indexes      for each slot the index in the list; without meaning if the list is empty. Becomes the table.
     */
    Slots(final Destinations destinations, final int[] indexes) {
        numbers = indexes;
        for (int slot = 0; slot < indexes.length; slot++) {
            final boolean isOpen = destinations.size() > 0 && destinations.weight(indexes[slot]) > 0;
            numbers[slot] = isOpen ? destinations.number(indexes[slot]) : CLOSED;
        }
        open = Arrays.stream(numbers).filter(number -> number != CLOSED).distinct().toArray();
    }

    int size() {
        return numbers.length;
    }

    /** The destination of a slot, or {@code NO_DESTINATION} if it takes no connection. */
    int available(final int slot, final DestinationLoad load) {
        final int number = numbers[slot];
        return number == CLOSED || load.isOverloaded(number) ? NO_DESTINATION : number;
    }

    /** Whether it is worth trying other slots. */
    boolean hasAvailable(final DestinationLoad load) {
        for (final int number : open) {
            if (!load.isOverloaded(number)) {
                return true;
            }
        }
        return false;
    }
}
