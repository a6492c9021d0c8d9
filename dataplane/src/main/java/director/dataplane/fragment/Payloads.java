/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fragment;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;
import java.util.Arrays;

/** The bytes of the datagrams of which parts are here, in {@link Chunks}. From one worker's thread alone. */
final class Payloads implements AutoCloseable {
    /** Chunks of the longest payload. */
    static final int CHUNKS_PER_DATAGRAM = (Piece.MAX_LENGTH + Chunks.DATA) / Chunks.DATA;

    private static final int UNIT = 8;

    private final Chunks chunks;
    private final int[] table;

    Payloads(final MemoryAllocator memory, final int datagrams, final int chunks) {
        this.chunks = new Chunks(memory, chunks);
        table = new int[datagrams * CHUNKS_PER_DATAGRAM];
        Arrays.fill(table, Chunks.NONE);
    }

    /** Takes the chunks for bytes of a datagram. Answers false, and keeps what it took, when there are too few. */
    boolean reserve(final int datagram, final int from, final int to) {
        for (int i = from / Chunks.DATA; i * Chunks.DATA < to; i++) {
            final int at = datagram * CHUNKS_PER_DATAGRAM + i;
            if (table[at] == Chunks.NONE) {
                table[at] = chunks.take();
            }
            if (table[at] == Chunks.NONE) {
                return false;
            }
        }
        return true;
    }

    /** Copies bytes into chunks that are reserved. */
    void write(final int datagram, final long payload, final int from, final int to) {
        for (int at = from; at < to;) {
            final int chunk = chunk(datagram, at);
            final int start = at % Chunks.DATA;
            final int length = Math.min(to - at, Chunks.DATA - start);
            NativeMemory.copy(payload + (at - from), chunks.data(chunk) + start, length);
            chunks.set(chunk, Chunks.COVERED, unit(start), unit(start + length + UNIT - 1));
            at += length;
        }
    }

    /** Says that a fragment begins here, and whether it is apart from what was furthest. */
    void start(final int datagram, final int at, final boolean apart) {
        final int chunk = chunk(datagram, at);
        final int unit = unit(at % Chunks.DATA);
        chunks.set(chunk, Chunks.STARTS, unit, unit + 1);
        if (apart) {
            chunks.set(chunk, Chunks.RUN_STARTS, unit, unit + 1);
        }
    }

    /** How many units of eight bytes have a bit set. */
    int count(final int datagram, final int map, final int from, final int to) {
        int count = 0;
        for (int at = from; at < to;) {
            final int chunk = chunk(datagram, at);
            final int start = at % Chunks.DATA;
            final int length = Math.min(to - at, Chunks.DATA - start);
            if (chunk != Chunks.NONE) {
                count += chunks.count(chunk, map, unit(start), unit(start + length + UNIT - 1));
            }
            at += length;
        }
        return count;
    }

    /** Copies the first bytes of a datagram, all of which are here. */
    void read(final int datagram, final long to, final int length) {
        for (int at = 0; at < length; at += Chunks.DATA) {
            NativeMemory.copy(chunks.data(chunk(datagram, at)), to + at, Math.min(length - at, Chunks.DATA));
        }
    }

    /** Says where the fragments of a complete datagram begin. */
    void cuts(final int datagram, final int length, final Cuts cuts) {
        cuts.clear();
        for (int at = 0; at < length; at += UNIT * Long.SIZE) {
            final int word = at % Chunks.DATA / (UNIT * Long.SIZE);
            long starts = chunks.word(chunk(datagram, at), Chunks.STARTS, word);
            while (starts != 0) {
                cuts.add(length - at - Long.numberOfTrailingZeros(starts) * UNIT);
                starts &= starts - 1;
            }
        }
    }

    /** Gives the chunks of a datagram back. */
    void clear(final int datagram) {
        final int first = datagram * CHUNKS_PER_DATAGRAM;
        for (int i = first; i < first + CHUNKS_PER_DATAGRAM; i++) {
            if (table[i] != Chunks.NONE) {
                chunks.give(table[i]);
                table[i] = Chunks.NONE;
            }
        }
    }

    @Override
    public void close() {
        chunks.close();
    }

    private int chunk(final int datagram, final int at) {
        return table[datagram * CHUNKS_PER_DATAGRAM + at / Chunks.DATA];
    }

    private static int unit(final int at) {
        return at / UNIT;
    }
}
