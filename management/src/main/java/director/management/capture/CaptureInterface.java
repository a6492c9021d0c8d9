/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.capture;

/**
 * Where packets were captured.
 *
 * @param name     its name, empty if it has none.
 * @param linkType what its packets begin with: {@link #ETHERNET}, {@link #RAW_IP} or another LINKTYPE value.
 */
public record CaptureInterface(String name, int linkType) {
    /** LINKTYPE_ETHERNET: an Ethernet header, no frame check sequence. */
    public static final int ETHERNET = 1;
    /** LINKTYPE_RAW: an IPv4 or IPv6 header. */
    public static final int RAW_IP = 101;
}
