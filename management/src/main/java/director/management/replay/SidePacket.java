/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import director.dataplane.replay.EmittedPacket;
import director.dataplane.replay.Side;
import director.management.capture.CaptureInterface;
import director.management.capture.CapturedPacket;
import java.nio.file.Path;

/**
 * A packet at one of the director's ports.
 *
 * @param file     the capture that it is from; empty for one that the director sent.
 * @param side     which port.
 * @param linkType what its bytes begin with: a value of {@link CaptureInterface}.
 * @param packet   the packet.
 */
public record SidePacket(Path file, Side side, int linkType, CapturedPacket packet) {
    private static final Path NO_FILE = Path.of("");

    /** A packet that the director sent, in an Ethernet frame; its next hop is the comment. */
    static SidePacket emitted(final EmittedPacket packet, final long timeNs) {
        return new SidePacket(NO_FILE, packet.side(), CaptureInterface.ETHERNET,
            new CapturedPacket(0, timeNs, false, "via " + packet.via(), LinkLayer.frame(packet)));
    }

    /**
     * The same as it is written to another capture.
     *
     * @param at   its interface there.
     * @param link the link type of that interface, {@link CaptureInterface#ETHERNET} or another for raw IP.
     * @return the packet that the director sent.
     */
    public CapturedPacket on(final int at, final int link) {
        return new CapturedPacket(at, packet.timeNs(), packet.outbound(), packet.comment(),
            link == CaptureInterface.ETHERNET ? packet.bytes() : LinkLayer.ip(linkType, packet));
    }
}
