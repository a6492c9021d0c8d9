/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

/** How much memory in huge pages a measurement takes. */
final class Memory {
    private static final int MBUF_HEADERS = 192;
    private static final int POINTERS_PER_MBUF = 4 * Long.BYTES;
    private static final int BYTES_PER_CONNECTION = 128;
    private static final int FIXED_MEGABYTES = 96;
    private static final int MEGABYTE = 1 << 20;

    private Memory() {
    }

    /** Of the larger of both contenders, the director. */
    static int megabytes(final int flows) {
        final long mbufs = (long) flows + RigSettings.SPARE_MBUFS;
        final long bytes = mbufs * (MBUF_HEADERS + RigSettings.DATA_ROOM + POINTERS_PER_MBUF)
            + (long) flows * BYTES_PER_CONNECTION;
        return FIXED_MEGABYTES + (int) (bytes / MEGABYTE) + 1;
    }
}
