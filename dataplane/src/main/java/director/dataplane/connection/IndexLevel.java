/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;

/**
 * One size of the index: lines of 64 bytes with eight slots each, filled from the front, in segments that have memory
 * only while they are used. A slot belongs to the line that the top bits of its tag name; what does not fit there goes
 * to one of the next lines of the same segment, whose last line is followed by its first.
 *
 * <pre>
 *   63                              32 31                           1 0
 *  +----------------------------------+------------------------------+-+
 *  |        tag: top of the hash      |         record number        |d|     d: 1 for the outbound tuple
 *  +----------------------------------+------------------------------+-+
 * </pre>
 *
 * A look-up ends at the first line that is not full. Removing keeps that right by pulling back what had overflowed.
 */
final class IndexLevel {
    static final int LINE = 64;
    static final int SLOT = 8;
    static final int LAST_SLOT = LINE - SLOT;
    static final int SLOTS_PER_LINE = LINE / SLOT;
    static final int LINE_SHIFT = 6;
    /** 1,024 lines, 64 KiB: taking and zeroing more at once would take too long for a duty cycle. */
    static final int MAX_SEGMENT_BITS = 10;
    /** How far from its home a new slot can go. Chance alone does not fill so many lines in a row. */
    static final int MAX_LINES_PROBED = 64;

    private final int shift;
    private final int segmentBits;
    private final int lineMask;
    /** Bytes of a segment, less 1. */
    private final long offsetMask;
    private final long[] segments;

    /** A level of 2^bits lines, without memory. */
    IndexLevel(final int bits) {
        shift = Integer.SIZE - bits;
        segmentBits = Math.min(bits, MAX_SEGMENT_BITS);
        lineMask = (1 << segmentBits) - 1;
        offsetMask = ((long) LINE << segmentBits) - 1;
        segments = new long[1 << (bits - segmentBits)];
    }

    int lines() {
        return 1 << (Integer.SIZE - shift);
    }

    /** No look-up visits more lines. */
    int segmentLines() {
        return lineMask + 1;
    }

    /** The number of the line where a tag belongs. */
    int home(final int tag) {
        return tag >>> shift;
    }

    int segment(final int line) {
        return line >>> segmentBits;
    }

    boolean isLastOfSegment(final int line) {
        return (line & lineMask) == lineMask;
    }

    /** The address where the segment of a line begins; 0 without memory. */
    long base(final int line) {
        return segments[line >>> segmentBits];
    }

    /** Where in its segment a line is. */
    long offset(final int line) {
        return (long) (line & lineMask) << LINE_SHIFT;
    }

    long next(final long offset) {
        return offset + LINE & offsetMask;
    }

    /** Gives the segment of a line memory if it has none. */
    void open(final MemoryAllocator memory, final int line) {
        final int segment = line >>> segmentBits;
        if (segments[segment] == 0) {
            segments[segment] = memory.allocate("connection index", offsetMask + 1, LINE);
        }
    }

    /** Gives a segment's memory back. */
    void close(final MemoryAllocator memory, final int segment) {
        if (segments[segment] != 0) {
            memory.free(segments[segment]);
            segments[segment] = 0;
        }
    }

    void closeAll(final MemoryAllocator memory) {
        for (int i = 0; i < segments.length; i++) {
            close(memory, i);
        }
    }

    long bytes() {
        long bytes = 0;
        for (final long segment : segments) {
            bytes += segment == 0 ? 0 : offsetMask + 1;
        }
        return bytes;
    }

    /** The address of the first slot with a tag, from an address on where one may be; or 0. */
    long tagged(final int tag, final long from) {
        final long base = base(home(tag));
        long at = from;
        for (int slots = segmentLines() * SLOTS_PER_LINE; slots > 0; slots--) {
            if (at == base + offsetMask + 1) {
                at = base;
            }
            final long slot = NativeMemory.int64(at);
            if (slot == 0) {
                return 0;
            }
            if ((int) (slot >>> Integer.SIZE) == tag) {
                return at;
            }
            at += SLOT;
        }
        return 0;
    }

    /** Adds a slot. Answers whether there was room within so many lines from its home. */
    boolean insert(final long slot, final int maxLines) {
        final int line = home((int) (slot >>> Integer.SIZE));
        final long base = base(line);
        long offset = offset(line);
        final int probes = Math.min(maxLines, lineMask + 1);
        for (int probe = 0; probe < probes; probe++) {
            for (long at = base + offset; at < base + offset + LINE; at += SLOT) {
                if (NativeMemory.int64(at) == 0) {
                    NativeMemory.int64(at, slot);
                    return true;
                }
            }
            offset = next(offset);
        }
        return false;
    }

    /** Puts another slot of the same tag in the place of one that is there. */
    void replace(final long slot, final long by) {
        final long at = find(slot);
        if (at != 0) {
            NativeMemory.int64(at, by);
        }
    }

    /** Removes a slot that is there. */
    void remove(final long slot) {
        final long at = find(slot);
        if (at != 0) {
            final long base = base(home((int) (slot >>> Integer.SIZE)));
            removeAt(base, at - base);
        }
    }

    /**
     * A slot whose home is a line, or 0: looked for from there on.
     */
    long anyOf(final int line) {
        final long base = base(line);
        long offset = offset(line);
        for (int probe = 0; probe <= lineMask; probe++) {
            for (long at = base + offset; at < base + offset + LINE; at += SLOT) {
                final long slot = NativeMemory.int64(at);
                if (slot == 0) {
                    return 0;
                }
                if (home((int) (slot >>> Integer.SIZE)) == line) {
                    return slot;
                }
            }
            offset = next(offset);
        }
        return 0;
    }

    private long find(final long slot) {
        final int line = home((int) (slot >>> Integer.SIZE));
        final long base = base(line);
        long offset = offset(line);
        for (int probe = 0; probe <= lineMask; probe++) {
            for (long at = base + offset; at < base + offset + LINE; at += SLOT) {
                final long found = NativeMemory.int64(at);
                if (found == slot) {
                    return at;
                }
                if (found == 0) {
                    return 0;
                }
            }
            offset = next(offset);
        }
        return 0;
    }

    private void removeAt(final long base, final long slotOffset) {
        long hole = closeGap(base, slotOffset);
        long from = hole & -LINE;
        long candidate = from;
        boolean more = hole == from + LAST_SLOT;
        for (int probe = 0; more && probe <= lineMask; probe++) {
            candidate = next(candidate);
            more = candidate != from && NativeMemory.int64(base + candidate + LAST_SLOT) != 0;
            final long moved = overflowed(base, from, candidate);
            if (moved >= 0) {
                NativeMemory.int64(base + hole, NativeMemory.int64(base + moved));
                hole = closeGap(base, moved);
                from = candidate;
                probe = 0;
            }
        }
    }

    /** Fills a slot with the last of its line, so that a line is empty only at its end. Answers the slot now empty. */
    private static long closeGap(final long base, final long offset) {
        long last = (offset & -LINE) + LAST_SLOT;
        while (NativeMemory.int64(base + last) == 0) {
            last -= SLOT;
        }
        NativeMemory.int64(base + offset, NativeMemory.int64(base + last));
        NativeMemory.int64(base + last, 0);
        return last;
    }

    /** A slot of a line whose home is at or before an earlier line, or -1. */
    private long overflowed(final long base, final long earlier, final long line) {
        for (long offset = line; offset <= line + LAST_SLOT; offset += SLOT) {
            final long slot = NativeMemory.int64(base + offset);
            if (slot == 0) {
                return -1;
            }
            final long home = offset(home((int) (slot >>> Integer.SIZE)));
            if ((line - home & offsetMask) >= (line - earlier & offsetMask)) {
                return offset;
            }
        }
        return -1;
    }
}
