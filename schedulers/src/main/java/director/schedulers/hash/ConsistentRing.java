/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

import static director.schedulers.ServiceScheduler.NO_DESTINATION;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Endpoint;
import director.schedulers.Flow;
import java.util.Arrays;

/**
 * The ring of conhash. A point is a hash of 40 bits with the index of its destination below:
 * <pre>
 *    63 62                    23 22                0
 *   +--+------------------------+-------------------+
 *   | 0|          hash          |       index       |
 *   +--+------------------------+-------------------+
 * </pre>
 * The points are sorted; {@link #starts} says for the leading bits of a hash where to begin looking, so that a search
 * looks at two points on average, however many there are.
 *
 * <p>How many points a destination has depends on its own weight and a power of two. That is chosen so that there are
 * 160 to 320 for each destination on average, and a million at most; it changes only when the sum of weights doubles or
 * halves against the number of destinations.
 */
final class ConsistentRing implements Frozen {
    private static final int HASH_BITS = 40;
    private static final int INDEX_BITS = 23;
    private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;
    private static final int POINTS_EACH = 320;
    private static final long MAX_POINTS = 1 << 20;

    private final boolean isQuic;
    private final long[] points;
    private final int[] numbers;
    private final int[] starts;
    private final int startShift;

    ConsistentRing(final Destinations destinations, final boolean isQuic) {
        this.isQuic = isQuic;
        points = points(destinations);
        numbers = new int[destinations.size()];
        Arrays.setAll(numbers, destinations::number);
        final int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(points.length));
        startShift = HASH_BITS - bits;
        starts = starts(points, bits);
    }

    @Override
    public int pick(final Flow flow, final DestinationLoad load) {
        if (points.length == 0) {
            return NO_DESTINATION;
        }
        final long hash = client(flow);
        int place = starts[(int) (hash >>> startShift)];
        while (place < points.length && points[place] >>> INDEX_BITS < hash) {
            place++;
        }
        final int number = numbers[(int) (points[place == points.length ? 0 : place] & INDEX_MASK)];
        return load.isOverloaded(number) ? NO_DESTINATION : number;
    }

    private long client(final Flow flow) {
        if (isQuic) {
            final int offset = QuicConnectionId.offset(flow);
            if (offset != QuicConnectionId.NONE) {
                return mix(QuicConnectionId.read(flow, offset)) >>> (Long.SIZE - HASH_BITS);
            }
        }
        return mix(mix(flow.sourceHigh()) ^ flow.sourceLow()) >>> (Long.SIZE - HASH_BITS);
    }

    private static long[] points(final Destinations destinations) {
        long sum = 0;
        for (int index = 0; index < destinations.size(); index++) {
            sum += destinations.weight(index);
        }
        if (sum == 0) {
            return new long[0];
        }
        final long budget = Math.min(MAX_POINTS, (long) POINTS_EACH * destinations.size());
        final int shift = shift(budget, sum);
        long[] points = new long[(int) budget + destinations.size()];
        int count = 0;
        for (int index = 0; index < destinations.size(); index++) {
            final int own = count(destinations.weight(index), shift);
            final long name = name(destinations.endpoint(index));
            for (int point = 0; point < own; point++) {
                final long hash = mix(name + mix(point)) >>> (Long.SIZE - HASH_BITS);
                points[count++] = hash << INDEX_BITS | index;
            }
        }
        points = Arrays.copyOf(points, count);
        Arrays.sort(points);
        return points;
    }

    /** The largest power of two by which a sum can be multiplied within a budget; below 0 to divide. */
    private static int shift(final long budget, final long sum) {
        int shift = Long.numberOfLeadingZeros(sum) - Long.numberOfLeadingZeros(budget);
        if ((shift >= 0 ? sum << shift : sum >> -shift) > budget) {
            shift--;
        }
        return shift;
    }

    private static int count(final int weight, final int shift) {
        if (weight == 0) {
            return 0;
        }
        return shift >= 0 ? weight << shift : Math.max(1, weight >> -shift);
    }

    private static int[] starts(final long[] points, final int bits) {
        final int[] starts = new int[1 << bits];
        int place = 0;
        for (int start = 0; start < starts.length; start++) {
            while (place < points.length && points[place] >>> (INDEX_BITS + HASH_BITS - bits) < start) {
                place++;
            }
            starts[start] = place;
        }
        return starts;
    }

    private static long name(final Endpoint endpoint) {
        return mix(mix(mix(endpoint.high()) ^ endpoint.low()) ^ endpoint.port());
    }

    /** Mixes 64 bits (G. Steele, D. Lea, C. Flood: Fast splittable pseudorandom number generators, 2014). */
    private static long mix(final long value) {
        long mixed = value + 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ mixed >>> 31;
    }
}
