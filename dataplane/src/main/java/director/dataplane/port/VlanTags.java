/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.configuration.SubInterface;
import director.dataplane.header.Ethernet;
import director.dataplane.header.VlanTag;

/**
 * One or two tags as they stand in frames of a VLAN. Immutable; to frames they are put from the thread that owns those.
 *
 * @param word  the tags as a native word, the outer one in front.
 * @param bytes 4 or 8.
 */
public record VlanTags(long word, int bytes) {
    private static final long LOW_32 = 0xFFFF_FFFFL;
    private static final int LAST_OF_ADDRESSES = 8;

    /**
     * Those of a sub-interface.
     *
     * @param settings its VLAN.
     * @return with priority 0.
     */
    public static VlanTags of(final SubInterface settings) {
        final long inner = VlanTag.word(VlanTag.CUSTOMER, settings.vlan()) & LOW_32;
        return settings.outerVlan() == SubInterface.NONE ? new VlanTags(inner, VlanTag.LENGTH)
            : new VlanTags((VlanTag.word(VlanTag.SERVICE, settings.outerVlan()) & LOW_32) | inner << Integer.SIZE,
                2 * VlanTag.LENGTH);
    }

    /**
     * Puts the tags into a frame, whose addresses move into the headroom. What a device is told of where headers are
     * moves along.
     *
     * @param mbuf a whole frame.
     * @return false, and nothing is changed, if there is no room.
     */
    public boolean push(final long mbuf) {
        final long frame = Mbuf.prepend(mbuf, bytes);
        if (frame == 0) {
            return false;
        }
        NativeMemory.int64(frame, NativeMemory.int64(frame + bytes));
        NativeMemory.int32(frame + LAST_OF_ADDRESSES, NativeMemory.int32(frame + bytes + LAST_OF_ADDRESSES));
        if (bytes == VlanTag.LENGTH) {
            NativeMemory.int32(frame + Ethernet.TYPE, (int) word);
        } else {
            NativeMemory.int64(frame + Ethernet.TYPE, word);
        }
        if ((Mbuf.offloadFlags(mbuf) & Mbuf.TX_L4_MASK) != 0) {
            Mbuf.growTxL2Length(mbuf, bytes);
        }
        return true;
    }

    /**
     * Whether a frame has these tags, of priority 0.
     *
     * @param frame address of at least 20 bytes.
     * @return false if it has others or none.
     */
    public boolean isOn(final long frame) {
        final long found = NativeMemory.int64(frame + Ethernet.TYPE);
        return bytes == VlanTag.LENGTH ? (int) found == (int) word : found == word;
    }

    /**
     * Takes tags out of a frame.
     *
     * @param mbuf  a frame whose first segment has them.
     * @param frame its address.
     * @param bytes of the tags.
     */
    public static void pop(final long mbuf, final long frame, final int bytes) {
        final long first = NativeMemory.int64(frame);
        final int last = NativeMemory.int32(frame + LAST_OF_ADDRESSES);
        NativeMemory.int64(frame + bytes, first);
        NativeMemory.int32(frame + bytes + LAST_OF_ADDRESSES, last);
        Mbuf.adjust(mbuf, bytes);
    }
}
