/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.status;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one worker has carried of a VLAN sub-interface, which no device counts: packets, and bytes of frames without
 * their tags. The worker alone adds; any thread may read, and sees a moment's values.
 */
public final class VlanTraffic {
    private static final VarHandle RX_PACKETS = handle("rxPackets");
    private static final VarHandle RX_BYTES = handle("rxBytes");
    private static final VarHandle TX_PACKETS = handle("txPackets");
    private static final VarHandle TX_BYTES = handle("txBytes");

    private long rxPackets;
    private long rxBytes;
    private long txPackets;
    private long txBytes;

    /** Counters that are all 0. */
    public VlanTraffic() {
        // Everything begins at 0.
    }

    /**
     * Counts frames that arrived. From the worker's thread.
     *
     * @param packets how many.
     * @param bytes   of all of them.
     */
    public void received(final int packets, final long bytes) {
        RX_PACKETS.setOpaque(this, rxPackets + packets);
        RX_BYTES.setOpaque(this, rxBytes + bytes);
    }

    /**
     * Counts frames that go to the transmit queue of the parent. From the worker's thread.
     *
     * @param packets how many.
     * @param bytes   of all of them.
     */
    public void sent(final int packets, final long bytes) {
        TX_PACKETS.setOpaque(this, txPackets + packets);
        TX_BYTES.setOpaque(this, txBytes + bytes);
    }

    /**
     * How many frames arrived.
     *
     * @return 0 or more.
     */
    public long rxPackets() {
        return (long) RX_PACKETS.getOpaque(this);
    }

    /**
     * The bytes of frames that arrived.
     *
     * @return 0 or more.
     */
    public long rxBytes() {
        return (long) RX_BYTES.getOpaque(this);
    }

    /**
     * How many frames left.
     *
     * @return 0 or more.
     */
    public long txPackets() {
        return (long) TX_PACKETS.getOpaque(this);
    }

    /**
     * The bytes of frames that left.
     *
     * @return 0 or more.
     */
    public long txBytes() {
        return (long) TX_BYTES.getOpaque(this);
    }

    private static VarHandle handle(final String field) {
        try {
            return MethodHandles.lookup().findVarHandle(VlanTraffic.class, field, long.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
