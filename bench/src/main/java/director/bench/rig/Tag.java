/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import java.nio.ByteBuffer;

/** The tag that says which VLAN a frame is of (IEEE 802.1Q). Any thread. */
final class Tag {
    static final int LENGTH = 4;
    static final int TYPE = 0x8100;
    /** Where clients are. */
    static final int CLIENTS = 100;
    /** Where real servers are. */
    static final int SERVERS = 200;

    private Tag() {
    }

    /** The frame in a VLAN. */
    static byte[] in(final int vlan, final byte[] frame) {
        return ByteBuffer.allocate(frame.length + LENGTH).put(frame, 0, Frames.ETHER_TYPE)
            .putShort((short) TYPE).putShort((short) vlan)
            .put(frame, Frames.ETHER_TYPE, frame.length - Frames.ETHER_TYPE).array();
    }

    /** The frame of a VLAN without what says so. */
    static byte[] off(final byte[] frame) {
        return ByteBuffer.allocate(frame.length - LENGTH).put(frame, 0, Frames.ETHER_TYPE)
            .put(frame, Frames.ETHER_TYPE + LENGTH, frame.length - Frames.ETHER_TYPE - LENGTH).array();
    }
}
