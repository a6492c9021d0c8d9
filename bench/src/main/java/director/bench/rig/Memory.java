/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

/** How much memory in huge pages a measurement takes. Any thread. */
public final class Memory {
    private static final int MBUF_HEADERS = 192;
    private static final int POINTERS_PER_MBUF = 4 * Long.BYTES;
    /** Of records and index, the old one beside the new one while it grows. */
    private static final int BYTES_PER_CONNECTION = 256;
    private static final int FIXED_MEGABYTES = 96;
    private static final int MEGABYTE = 1 << 20;

    private Memory() {
    }

    /**
     * Of the larger of both contenders, the director.
     *
     * @param frames that are replayed.
     * @param flows  connections.
     * @return megabytes.
     */
    public static int megabytes(final int frames, final int flows) {
        final long mbufs = (long) frames + RigSettings.SPARE_MBUFS;
        final long bytes = mbufs * (MBUF_HEADERS + RigSettings.DATA_ROOM + POINTERS_PER_MBUF)
            + (long) flows * BYTES_PER_CONNECTION;
        return FIXED_MEGABYTES + (int) (bytes / MEGABYTE) + 1;
    }
}
