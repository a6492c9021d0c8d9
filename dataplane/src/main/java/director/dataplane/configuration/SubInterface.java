/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/**
 * What makes a port a VLAN sub-interface of another one: the tags that its frames have there (IEEE 802.1Q).
 *
 * @param parent    name of the port whose frames these are.
 * @param vlan      identifier of the VLAN, 1 to 4094, in a tag of type 0x8100: the only tag, or the inner one.
 * @param outerVlan identifier in a tag of type 0x88a8 in front of it (IEEE 802.1ad, QinQ), 1 to 4094; {@link #NONE} if
 *                  there is no such tag.
 */
public record SubInterface(String parent, int vlan, int outerVlan) {
    /** In place of an identifier: there is no tag. */
    public static final int NONE = 0;
    /** The lowest identifier of a VLAN: 0 stands for none (IEEE 802.1Q table 9-2). */
    public static final int VLAN_MIN = 1;
    /** The highest one: 4095 is reserved. */
    public static final int VLAN_MAX = 4_094;
    /** Bytes of a tag. */
    public static final int TAG_BYTES = 4;

    /**
     * How much longer frames are than those without tags.
     *
     * @return 4 or 8 bytes.
     */
    public int tagBytes() {
        return outerVlan == NONE ? TAG_BYTES : 2 * TAG_BYTES;
    }

    /**
     * The tags, as people write them.
     *
     * @return {@code 100}, or {@code 30.100} with the outer one in front.
     */
    public String tags() {
        return outerVlan == NONE ? String.valueOf(vlan) : outerVlan + "." + vlan;
    }
}
