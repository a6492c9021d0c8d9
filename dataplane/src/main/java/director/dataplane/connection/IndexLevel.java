/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;

/**
 * One size of the index: lines of 64 bytes with four {@link FlowSlot}s each, filled from the front, in segments that
 * have memory only while they are used. A slot belongs to the line that the top bits of its hash name; what does not
 * fit there goes to one of the next lines of the same segment, whose last line is followed by its first.
 *
 * <p>A look-up ends at the first line that is not full. Removing keeps that right by pulling back what had overflowed.
 */
final class IndexLevel {
    static final int LINE = 64;
    static final int LAST_SLOT = LINE - FlowSlot.BYTES;
    static final int SLOTS_PER_LINE = LINE / FlowSlot.BYTES;
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
        shift = Long.SIZE - bits;
        segmentBits = Math.min(bits, MAX_SEGMENT_BITS);
        lineMask = (1 << segmentBits) - 1;
        offsetMask = ((long) LINE << segmentBits) - 1;
        segments = new long[1 << (bits - segmentBits)];
    }

    int lines() {
        return 1 << (Long.SIZE - shift);
    }

    /** No look-up visits more lines. */
    int segmentLines() {
        return lineMask + 1;
    }

    /** The number of the line where a hash belongs. */
    int home(final long hash) {
        return (int) (hash >>> shift);
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

    /** The address of the line where a hash belongs. */
    long homeAddress(final long hash) {
        return lineAddress(home(hash));
    }

    /** The address of a line. */
    long lineAddress(final int line) {
        return base(line) + offset(line);
    }

    /** The address of the line of each hash. Answers a sum of what is there. */
    long homeAddresses(final long[] hashes, final long[] lines, final int count) {
        final long[] bases = segments;
        long sum = 0;
        for (int i = 0; i < count; i++) {
            final int line = (int) (hashes[i] >>> shift);
            final long address = NativeMemory.bounded(bases[line >>> segmentBits])
                + ((long) (line & lineMask) << LINE_SHIFT);
            lines[i] = address;
            sum += NativeMemory.int64(address);
        }
        return sum;
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

    /** Gives all segments memory. */
    void openAll(final MemoryAllocator memory) {
        for (int segment = 0; segment < segments.length; segment++) {
            open(memory, segment << segmentBits);
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

    /** The address of the first slot with a hash, from an address on where one may be; or 0. */
    long hashed(final long hash, final long from) {
        final long base = base(home(hash));
        long at = from;
        for (int slots = segmentLines() * SLOTS_PER_LINE; slots > 0; slots--) {
            if (at == base + offsetMask + 1) {
                at = base;
            }
            final long found = FlowSlot.hash(at);
            if (found == 0) {
                return 0;
            }
            if (found == hash) {
                return at;
            }
            at += FlowSlot.BYTES;
        }
        return 0;
    }

    /** The address of the slot with a hash that comes after one; or 0. A segment without room leads around to it. */
    long following(final long hash, final long slot) {
        final long home = homeAddress(hash);
        final long next = hashed(hash, slot + FlowSlot.BYTES);
        return next != 0 && (next - home & offsetMask) > (slot - home & offsetMask) ? next : 0;
    }

    /** The address of the slot of a record's tuple; or 0. */
    long find(final long hash, final long tuple) {
        long at = hashed(hash, homeAddress(hash));
        while (at != 0 && FlowSlot.tuple(at) != tuple) {
            at = following(hash, at);
        }
        return at;
    }

    /** Adds a slot. Answers whether there was room within so many lines from its home. */
    boolean insert(final long hash, final long value, final int maxLines) {
        final int line = home(hash);
        final long base = base(line);
        long offset = offset(line);
        final int probes = Math.min(maxLines, lineMask + 1);
        for (int probe = 0; probe < probes; probe++) {
            for (long at = base + offset; at < base + offset + LINE; at += FlowSlot.BYTES) {
                if (FlowSlot.hash(at) == 0) {
                    FlowSlot.set(at, hash, value);
                    return true;
                }
            }
            offset = next(offset);
        }
        return false;
    }

    /** Removes the slot of a record's tuple if it is there. */
    void remove(final long hash, final long tuple) {
        final long at = find(hash, tuple);
        if (at != 0) {
            removeAt(hash, at);
        }
    }

    /** Removes the slot at an address, which has this hash. */
    void removeAt(final long hash, final long at) {
        final long base = base(home(hash));
        long hole = closeGap(base, at - base);
        long from = hole & -LINE;
        long candidate = from;
        boolean more = hole == from + LAST_SLOT;
        for (int probe = 0; more && probe <= lineMask; probe++) {
            candidate = next(candidate);
            more = candidate != from && FlowSlot.hash(base + candidate + LAST_SLOT) != 0;
            final long moved = overflowed(base, from, candidate);
            if (moved >= 0) {
                FlowSlot.copy(base + moved, base + hole);
                hole = closeGap(base, moved);
                from = candidate;
                probe = 0;
            }
        }
    }

    /** Whether the line before one, in its segment, has no room. */
    boolean isFullBefore(final int line) {
        return FlowSlot.hash(base(line) + (offset(line) - LINE & offsetMask) + LAST_SLOT) != 0;
    }

    /** The address of a slot whose home is a line, looked for from there on; or 0. */
    long anyOf(final int line) {
        return anyFrom(line, 0);
    }

    /** The address of a slot whose home is a line that is full, looked for from the next line on; or 0. */
    long anyBehind(final int line) {
        return anyFrom(line, 1);
    }

    private long anyFrom(final int line, final int lines) {
        final long base = base(line);
        long offset = offset(line) + (long) lines * LINE & offsetMask;
        for (int probe = lines; probe <= lineMask; probe++) {
            for (long at = base + offset; at < base + offset + LINE; at += FlowSlot.BYTES) {
                final long hash = FlowSlot.hash(at);
                if (hash == 0) {
                    return 0;
                }
                if (home(hash) == line) {
                    return at;
                }
            }
            offset = next(offset);
        }
        return 0;
    }

    /** Fills a slot with the last of its line, so that a line is empty only at its end. Answers the slot now empty. */
    private static long closeGap(final long base, final long offset) {
        long last = (offset & -LINE) + LAST_SLOT;
        while (FlowSlot.hash(base + last) == 0) {
            last -= FlowSlot.BYTES;
        }
        FlowSlot.copy(base + last, base + offset);
        FlowSlot.clear(base + last);
        return last;
    }

    /** A slot of a line whose home is at or before an earlier line, or -1. */
    private long overflowed(final long base, final long earlier, final long line) {
        for (long offset = line; offset <= line + LAST_SLOT; offset += FlowSlot.BYTES) {
            final long hash = FlowSlot.hash(base + offset);
            if (hash == 0) {
                return -1;
            }
            final long home = offset(home(hash));
            if ((line - home & offsetMask) >= (line - earlier & offsetMask)) {
                return offset;
            }
        }
        return -1;
    }
}
