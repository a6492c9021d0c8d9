/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.layout;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;

/**
 * Buckets of one cache line: seven tags of a byte, compared at once, and seven values of a word; whose tuple it is says
 * the record, in its own line of 64 bytes. The eighth byte of tags says that something did not fit and is in the next
 * bucket. At most five sevenths of the values are used.
 */
final class Tags extends Layout {
    private static final int PLACES = 7;
    private static final long EACH = 0x00_01_01_01_01_01_01_01L;
    private static final long HIGHEST = 0x00_80_80_80_80_80_80_80L;
    private static final long OVERFLOW = 1L << 56;

    private final int shift;
    private final long mask;
    private final long records;
    private final long[] found = new long[BURST];

    Tags(final MemoryAllocator memory, final int connections) {
        super(memory, ((long) LINE << bits(connections / 5)) + (connections + 1L) * LINE);
        final int bits = bits(connections / 5);
        this.shift = Long.SIZE - bits;
        this.mask = ((long) LINE << bits) - 1;
        this.records = base() + ((long) LINE << bits);
    }

    /** Reads buckets, then what they hold for these hashes, then the records that this leads to. */
    @Override
    long touch(final long[] hashes, final int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += NativeMemory.int64(home(hashes[i]));
        }
        for (int i = 0; i < count; i++) {
            final long bucket = home(hashes[i]);
            found[i] = record(at(bucket, matches(NativeMemory.int64(bucket), tag(hashes[i]))));
        }
        for (int i = 0; i < count; i++) {
            sum += NativeMemory.int64(found[i]);
        }
        return sum;
    }

    @Override
    long find(final long hash) {
        long bucket = home(hash);
        while (true) {
            final long tags = NativeMemory.int64(bucket);
            for (long matches = matches(tags, tag(hash)); matches != 0; matches &= matches - 1) {
                final long value = at(bucket, matches);
                if (isTuple(record(value), hash)) {
                    return value;
                }
            }
            if ((tags & OVERFLOW) == 0) {
                return 0;
            }
            bucket = next(bucket);
        }
    }

    @Override
    boolean insert(final long hash, final int number) {
        long bucket = home(hash);
        int place = empty(bucket);
        while (place >= PLACES) {
            NativeMemory.int64(bucket, NativeMemory.int64(bucket) | OVERFLOW);
            bucket = next(bucket);
            place = empty(bucket);
        }
        NativeMemory.uint8(bucket + place, tag(hash));
        NativeMemory.int64(bucket + Long.BYTES + (long) place * Long.BYTES, value(number));
        tuple(record(value(number)), hash);
        return true;
    }

    /** The first place that is free; seven or more if none is. */
    private static int empty(final long bucket) {
        return Long.numberOfTrailingZeros(matches(NativeMemory.int64(bucket), 0)) / Byte.SIZE;
    }

    /** The highest bit of each byte that is the tag; now and then also that of one that follows such a one. */
    private static long matches(final long tags, final int tag) {
        final long different = (tags & ~OVERFLOW) ^ tag * EACH;
        return different - EACH & ~different & HIGHEST;
    }

    /** The value at the first match; that of record 0 if there is none. */
    private static long at(final long bucket, final long matches) {
        final int place = Long.numberOfTrailingZeros(matches) / Byte.SIZE;
        return matches == 0 ? 0 : NativeMemory.int64(bucket + Long.BYTES + (long) place * Long.BYTES);
    }

    private long record(final long value) {
        return NativeMemory.bounded(records + (value >>> Integer.SIZE << LINE_SHIFT));
    }

    /** 1 to 255. */
    private static int tag(final long hash) {
        return (int) (hash & 0x7F) + 0x80;
    }

    private long home(final long hash) {
        return NativeMemory.bounded(base() + (hash >>> shift << LINE_SHIFT));
    }

    private long next(final long bucket) {
        return base() + (bucket - base() + LINE & mask);
    }
}
