/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * The tag of a VLAN in an Ethernet frame (IEEE 802.1Q §9.5), in front of the type of the payload.
 *
 * <pre>
 *   0           6           12    14    16
 *  +-----------+-----------+-----+-----+-----+- - -
 *  |destination|  source   |TPID | TCI | type|
 *  +-----------+-----------+-----+-----+-----+- - -
 *                                  :
 *             15    13 12  11            0
 *            +--------+---+---------------+
 *            |priority|DEI|  identifier   |
 *            +--------+---+---------------+
 * </pre>
 *
 * The TPID is 0x8100 (C-tag) or 0x88a8 (S-tag, IEEE 802.1ad). A tag with the identifier 0 tells a priority and no VLAN.
 * Static, over the address of a frame.
 */
public final class VlanTag {
    /** Bytes of a tag. */
    public static final int LENGTH = 4;
    /** Bytes of addresses, a tag and the type behind it. */
    public static final int LEAST_FRAME = Ethernet.LENGTH + LENGTH;
    /** The type of a C-tag, wire order. */
    public static final int CUSTOMER = Integer.reverseBytes(0x8100) >>> 16;
    /** The type of an S-tag, wire order. */
    public static final int SERVICE = Integer.reverseBytes(0x88A8) >>> 16;
    /** How many identifiers can stand in a tag. */
    public static final int IDENTIFIERS = 1 << 12;

    private static final int CONTROL = Ethernet.TYPE + Short.BYTES;

    private VlanTag() {
    }

    /**
     * Whether a type says that a tag follows.
     *
     * @param type wire order, as {@link Ethernet#type(long)} answers it.
     * @return false for the type of a payload.
     */
    public static boolean is(final int type) {
        return type == CUSTOMER || type == SERVICE;
    }

    /**
     * The identifier in the first tag of a frame.
     *
     * @param frame address of a frame with a tag.
     * @return 0 to 4,095.
     */
    public static int identifier(final long frame) {
        return NativeMemory.uint16Be(frame + CONTROL) & (IDENTIFIERS - 1);
    }

    /**
     * The type behind the first tag of a frame.
     *
     * @param frame address of a frame with a tag.
     * @return wire order; perhaps that of another tag.
     */
    public static int innerType(final long frame) {
        return Ethernet.type(frame + LENGTH);
    }

    /**
     * A tag of priority 0 as it stands in memory.
     *
     * @param type       wire order.
     * @param identifier 0 to 4,095.
     * @return four bytes as a native word.
     */
    public static int word(final int type, final int identifier) {
        return type | (Integer.reverseBytes(identifier) >>> Short.SIZE << Short.SIZE);
    }
}
