/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import java.util.Arrays;

/**
 * The destinations of a service that have a weight, in list order, and where to read how loaded each is. Weight 0 means
 * no new connections, so the others can be forgotten. Immutable but for the load.
 */
final class Contenders {
    /** No contender. */
    static final int NONE = -1;

    /** An active connection weighs as much as that many inactive ones ({@code ip_vs_dest_conn_overhead}). */
    private static final long ACTIVE_OVERHEAD = 256;
    /** Spreads numbers, which are often consecutive or have a common divisor: 2³² divided by the golden ratio. */
    private static final int SPREAD = 0x9E37_79B9;

    private final DestinationLoad load;
    private final int[] numbers;
    private final int[] weights;
    /** From numbers to indices: a hash table with open addressing, at most half full. */
    private final int[] slots;
    private final int shift;

    /**
     * Contenders.
     *
     * @param destinations all of the service.
     * @param load         of them.
     */
    Contenders(final Destinations destinations, final DestinationLoad load) {
        this.load = load;
        final int[] number = new int[destinations.size()];
        final int[] weight = new int[destinations.size()];
        int size = 0;
        for (int index = 0; index < destinations.size(); index++) {
            if (destinations.weight(index) > 0) {
                number[size] = destinations.number(index);
                weight[size] = destinations.weight(index);
                size++;
            }
        }
        numbers = Arrays.copyOf(number, size);
        weights = Arrays.copyOf(weight, size);
        shift = Integer.numberOfLeadingZeros(size) - 1;
        slots = new int[1 << (Integer.SIZE - shift)];
        Arrays.fill(slots, NONE);
        for (int index = 0; index < size; index++) {
            slots[slotOf(numbers[index])] = index;
        }
    }

    /** How many there are. */
    int size() {
        return numbers.length;
    }

    /** The destination's number. */
    int number(final int index) {
        return numbers[index];
    }

    /** The destination's weight, 1 to {@link Destinations#MAX_WEIGHT}. */
    int weight(final int index) {
        return weights[index];
    }

    /** The index of a destination's number, or {@link #NONE} if it does not contend. */
    int indexOf(final int number) {
        return slots[slotOf(number)];
    }

    /** Whether it is above its upper threshold. */
    boolean isOverloaded(final int index) {
        return load.isOverloaded(numbers[index]);
    }

    /** Its active connections. */
    int active(final int index) {
        return load.activeConnections(numbers[index]);
    }

    /** Its connections, the active ones counting more: below 2⁴⁰. */
    long overhead(final int index) {
        return overhead(load, numbers[index]);
    }

    /** The same of a destination by its number. */
    static long overhead(final DestinationLoad load, final int number) {
        return load.activeConnections(number) * ACTIVE_OVERHEAD + load.inactiveConnections(number);
    }

    /** The slot where the number is, or would be. */
    private int slotOf(final int number) {
        int slot = (number * SPREAD) >>> shift;
        while (slots[slot] != NONE && numbers[slots[slot]] != number) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }
}
