/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

import director.schedulers.Destinations;
import director.schedulers.Endpoint;
import java.util.Arrays;

/**
 * Fills a Maglev table: real servers take turns in list order, and in each turn take as many free slots as their weight
 * says, along an order of slots of their own that begins at one hash of their address and goes on by another.
 */
final class MaglevFiller {
    private static final long OFFSET_KEY = 2_654_435_761L;
    private static final long SKIP_KEY = 2_654_446_892L;
    private static final int FREE = -1;
    private static final int NOT_COMPUTED = 0;

    private final Destinations destinations;
    private final int[] slots;
    private final int[] turns;
    private final int[] next;
    private final int[] skip;
    private int left;

    MaglevFiller(final Destinations destinations, final MaglevSize size) {
        this.destinations = destinations;
        slots = new int[size.slots()];
        turns = turns(destinations, size.turnBits());
        next = new int[turns.length];
        skip = new int[turns.length];
        left = slots.length;
    }

    /** Answers for each slot the index of its destination; all 0 if no destination ever had a weight. */
    int[] fill() {
        if (Arrays.stream(turns).anyMatch(turn -> turn > 0)) {
            Arrays.fill(slots, FREE);
            while (left > 0) {
                for (int index = 0; index < turns.length; index++) {
                    takeTurn(index);
                }
            }
        }
        return slots;
    }

    private void takeTurn(final int index) {
        if (skip[index] == NOT_COMPUTED) {
            hash(index);
        }
        for (int taken = 0; taken < turns[index] && left > 0; taken++) {
            while (slots[next[index]] != FREE) {
                advance(index);
            }
            slots[next[index]] = index;
            advance(index);
            left--;
        }
    }

    private void advance(final int index) {
        final int following = next[index] + skip[index];
        next[index] = following >= slots.length ? following - slots.length : following;
    }

    private void hash(final int index) {
        final Endpoint endpoint = destinations.endpoint(index);
        final int value = AddressHash.fold(endpoint.high(), endpoint.low()) + endpoint.port();
        next[index] = Integer.remainderUnsigned(SipHash13.hash(value, OFFSET_KEY), slots.length);
        skip[index] = Integer.remainderUnsigned(SipHash13.hash(value, SKIP_KEY), slots.length - 1) + 1;
    }

    /** Weights of before a real server was quiesced count, so that quiescing it moves no other client. */
    private static int[] turns(final Destinations destinations, final int bits) {
        final int[] turns = new int[destinations.size()];
        int divisor = 0;
        int heaviest = 0;
        for (int index = 0; index < turns.length; index++) {
            turns[index] = destinations.lastWeight(index);
            divisor = greatestCommonDivisor(divisor, turns[index]);
            heaviest = Math.max(heaviest, turns[index]);
        }
        if (heaviest > 0) {
            final int length = Integer.SIZE - Integer.numberOfLeadingZeros(heaviest / divisor);
            final int shift = Math.max(0, length - bits);
            for (int index = 0; index < turns.length; index++) {
                turns[index] = turns[index] == 0 ? 0 : Math.max(1, (turns[index] / divisor) >> shift);
            }
        }
        return turns;
    }

    private static int greatestCommonDivisor(final int a, final int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
