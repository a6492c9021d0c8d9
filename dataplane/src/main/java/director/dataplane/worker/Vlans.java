/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.header.Ethernet;
import director.dataplane.header.VlanTag;
import director.dataplane.port.Trunk;
import director.dataplane.port.VlanTags;
import director.dataplane.port.WorkerPort;
import director.dataplane.status.VlanTraffic;
import org.jspecify.annotations.Nullable;

/**
 * Takes the tags of VLANs out of frames, so that nobody else has to know of them, and says which port each frame
 * belongs to. A frame of a VLAN that is no port keeps its tag. From the worker's thread.
 */
final class Vlans {
    /** Types and identifiers, but no priorities: of a tag and what is behind it, and of two tags. */
    private static final long ONE_TAG = 0x0000_FFFF_FF0F_FFFFL;
    private static final long TWO_TAGS = 0xFF0F_FFFF_FF0F_FFFFL;
    /** The bytes of a frame up to the end of what these are compared with. */
    private static final int READ = Ethernet.TYPE + Long.BYTES;

    private final WorkerPort[] ports;
    private final Burst burst;
    /** Whether the frames of the burst are of several ports. */
    private boolean mixed;
    /** How long frames are that can be like the one before. */
    private int least;
    /** What tells its VLAN: its tags in place of its type, of which these bits count. */
    private long tags;
    private long mask;
    private int tagBytes;
    private int place;

    Vlans(final WorkerPort[] ports, final Burst burst) {
        this.ports = ports;
        this.burst = burst;
    }

    /** The burst is of one port, and its frames have no tags of VLANs that are ports. */
    void untagged() {
        mixed = false;
    }

    /** The burst has arrived from the queue of a port. */
    void untag(final WorkerPort port, final int count) {
        final @Nullable Trunk trunk = port.trunk();
        mixed = trunk != null;
        if (trunk != null) {
            forget();
            untag(port, count, trunk);
        }
    }

    /** Frames of one VLAN mostly follow each other: those have tags that are known already. */
    private void untag(final WorkerPort port, final int count, final Trunk trunk) {
        int known = 0;
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            final long mbuf = burst.mbuf(i);
            final long frame = Mbuf.data(mbuf);
            if (Mbuf.dataLength(mbuf) >= least && (NativeMemory.int64(frame + Ethernet.TYPE) & mask) == tags) {
                VlanTags.pop(mbuf, frame, tagBytes);
                known++;
                bytes += Mbuf.packetLength(mbuf);
                burst.places[i] = place;
            } else {
                received(place, known, bytes);
                known = 0;
                bytes = 0;
                burst.places[i] = arrive(mbuf, port, trunk);
            }
        }
        received(place, known, bytes);
    }

    /** Nothing is like the frame before. */
    private void forget() {
        least = Integer.MAX_VALUE;
    }

    private void received(final int where, final int packets, final long bytes) {
        final @Nullable VlanTraffic traffic = ports[where].traffic();
        if (packets > 0 && traffic != null) {
            traffic.received(packets, bytes);
        }
    }

    /** Where a frame of the burst arrived, which came from the queue of this port. */
    WorkerPort port(final int index, final WorkerPort port) {
        return mixed ? ports[burst.places[index]] : port;
    }

    /** Takes tags out of a frame that tell a priority and no VLAN. Answers the frame. */
    static long withoutPriority(final long mbuf) {
        while (isTagged(mbuf) && VlanTag.identifier(Mbuf.data(mbuf)) == 0) {
            VlanTags.pop(mbuf, Mbuf.data(mbuf), VlanTag.LENGTH);
        }
        return mbuf;
    }

    private int arrive(final long mbuf, final WorkerPort port, final Trunk trunk) {
        final int found = take(withoutPriority(mbuf), trunk);
        if (found == Trunk.NONE) {
            return port.index();
        }
        received(found, 1, Mbuf.packetLength(mbuf));
        return found;
    }

    /**
     * The place of the VLAN that a frame belongs to, which loses its tags; {@link Trunk#NONE} if it is of none. The
     * type of the outer one of two tags does not matter: drivers of kernel interfaces may deliver an S-tag as a C-tag.
     */
    private int take(final long mbuf, final Trunk trunk) {
        if (!isTagged(mbuf)) {
            return Trunk.NONE;
        }
        final long frame = Mbuf.data(mbuf);
        final int outer = VlanTag.identifier(frame);
        if (VlanTag.innerType(frame) == VlanTag.CUSTOMER
            && Mbuf.dataLength(mbuf) >= VlanTag.LEAST_FRAME + VlanTag.LENGTH) {
            final int found = trunk.find(outer, VlanTag.identifier(frame + VlanTag.LENGTH));
            if (found != Trunk.NONE) {
                remember(mbuf, frame, TWO_TAGS, 2 * VlanTag.LENGTH, found);
                VlanTags.pop(mbuf, frame, 2 * VlanTag.LENGTH);
                return found;
            }
        }
        final int found = Ethernet.type(frame) == VlanTag.CUSTOMER ? trunk.find(outer) : Trunk.NONE;
        if (found != Trunk.NONE) {
            if (VlanTag.innerType(frame) != VlanTag.CUSTOMER) {
                remember(mbuf, frame, ONE_TAG, VlanTag.LENGTH, found);
            }
            VlanTags.pop(mbuf, frame, VlanTag.LENGTH);
        }
        return found;
    }

    private void remember(final long mbuf, final long frame, final long bits, final int bytes, final int found) {
        if (Mbuf.dataLength(mbuf) < READ) {
            return;
        }
        least = Math.max(READ, Ethernet.LENGTH + bytes);
        mask = bits;
        tags = NativeMemory.int64(frame + Ethernet.TYPE) & bits;
        tagBytes = bytes;
        place = found;
    }

    private static boolean isTagged(final long mbuf) {
        return Mbuf.dataLength(mbuf) >= VlanTag.LEAST_FRAME && VlanTag.is(Ethernet.type(Mbuf.data(mbuf)));
    }
}
