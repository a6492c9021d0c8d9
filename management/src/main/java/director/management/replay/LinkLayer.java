/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import director.dataplane.replay.EmittedPacket;
import director.dataplane.replay.ReplayDirector;
import director.management.capture.CaptureInterface;
import director.management.capture.CapturedPacket;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Takes IP packets out of what captures hold, and puts them into Ethernet frames. */
final class LinkLayer {
    private static final int ETHERNET = 14;
    private static final int TYPE = 12;
    private static final int TYPE_IPV4 = 0x0800;
    private static final int TYPE_IPV6 = 0x86DD;
    private static final int VERSION_4 = 4;
    private static final int VERSION_6 = 6;
    private static final int NEXT_HEADER = 6;
    private static final int IPV6 = 40;
    private static final int ICMPV6 = 58;
    private static final int FIRST_DISCOVERY = 133;
    private static final int LAST_DISCOVERY = 137;
    private static final byte[] NONE = {};

    private LinkLayer() {
    }

    /**
     * The IP packet of a captured one. Empty if it is none; and for neighbour discovery, which speaks of the MAC
     * addresses of the captured network, while those of a replay are its own.
     */
    static byte[] ip(final int linkType, final CapturedPacket packet) {
        final byte[] bytes = packet.bytes();
        final byte[] ip = linkType == CaptureInterface.ETHERNET ? behindEthernet(bytes) : bytes;
        final int version = ip.length == 0 ? 0 : (ip[0] & 0xFF) >> 4;
        return version == VERSION_4 || (version == VERSION_6 && !isDiscovery(ip)) ? ip : NONE;
    }

    /** The frame in which a packet left, with the director's MAC address and that of the next hop. */
    static byte[] frame(final EmittedPacket packet) {
        final byte[] ip = packet.bytes();
        final int type = ip.length > 0 && (ip[0] & 0xFF) >> 4 == VERSION_6 ? TYPE_IPV6 : TYPE_IPV4;
        final ByteBuffer frame = ByteBuffer.allocate(ETHERNET + ip.length);
        mac(frame, packet.mac());
        mac(frame, ReplayDirector.mac(packet.side()));
        return frame.putShort((short) type).put(ip).array();
    }

    private static void mac(final ByteBuffer frame, final long mac) {
        frame.putShort((short) (mac >>> Integer.SIZE)).putInt((int) mac);
    }

    private static byte[] behindEthernet(final byte[] frame) {
        if (frame.length <= ETHERNET) {
            return NONE;
        }
        final int type = ByteBuffer.wrap(frame).getShort(TYPE) & 0xFFFF;
        return type == TYPE_IPV4 || type == TYPE_IPV6 ? Arrays.copyOfRange(frame, ETHERNET, frame.length) : NONE;
    }

    private static boolean isDiscovery(final byte[] ip) {
        return ip.length > IPV6 && ip[NEXT_HEADER] == ICMPV6 && (ip[IPV6] & 0xFF) >= FIRST_DISCOVERY
            && (ip[IPV6] & 0xFF) <= LAST_DISCOVERY;
    }
}
