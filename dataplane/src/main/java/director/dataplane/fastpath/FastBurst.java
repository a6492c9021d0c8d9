/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

/** What is known of the packets of a burst, by their place in it. From the worker's thread. */
final class FastBurst {
    /** Address of an array of mbufs. */
    long mbufs;
    /** Addresses of frames. */
    final long[] frames = new long[FastPath.MAX_BURST];
    /** Of frames at first, then of packets. */
    final int[] lengths = new int[FastPath.MAX_BURST];
    /** Of packets that are plain: as {@link ForwardingEntry#transport} answers it. */
    final int[] transports = new int[FastPath.MAX_BURST];
    /** Of tuples; 0 of packets that are not plain. */
    final long[] hashes = new long[FastPath.MAX_BURST];
    /** Where in the index to look first. */
    final long[] lines = new long[FastPath.MAX_BURST];
    /** Slots of packets that were selected, 0 for others. */
    final long[] slots = new long[FastPath.MAX_BURST];
    /** Forwarding entries of packets that can go. */
    final long[] entries = new long[FastPath.MAX_BURST];
    /** Places of the ports where packets leave. */
    final int[] ports = new int[FastPath.MAX_BURST];
    /** The tick of the present. */
    int tick;
}
