/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
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
    private final WorkerPort[] ports;
    private final Burst burst;
    /** Whether the frames of the burst are of several ports. */
    private boolean mixed;

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
        mixed = port.trunk() != null;
        for (int i = 0; mixed && i < count; i++) {
            burst.places[i] = arrive(burst.mbuf(i), port, port.trunk());
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

    private int arrive(final long mbuf, final WorkerPort port, final @Nullable Trunk trunk) {
        final int place = trunk == null ? Trunk.NONE : take(withoutPriority(mbuf), trunk);
        if (place == Trunk.NONE) {
            return port.index();
        }
        final @Nullable VlanTraffic traffic = ports[place].traffic();
        if (traffic != null) {
            traffic.received(Mbuf.packetLength(mbuf));
        }
        return place;
    }

    /**
     * The place of the VLAN that a frame belongs to, which loses its tags; {@link Trunk#NONE} if it is of none. The
     * type of the outer one of two tags does not matter: drivers of kernel interfaces may deliver an S-tag as a C-tag.
     */
    private static int take(final long mbuf, final Trunk trunk) {
        if (!isTagged(mbuf)) {
            return Trunk.NONE;
        }
        final long frame = Mbuf.data(mbuf);
        final int outer = VlanTag.identifier(frame);
        if (VlanTag.innerType(frame) == VlanTag.CUSTOMER
            && Mbuf.dataLength(mbuf) >= VlanTag.LEAST_FRAME + VlanTag.LENGTH) {
            final int place = trunk.find(outer, VlanTag.identifier(frame + VlanTag.LENGTH));
            if (place != Trunk.NONE) {
                VlanTags.pop(mbuf, frame, 2 * VlanTag.LENGTH);
                return place;
            }
        }
        final int place = Ethernet.type(frame) == VlanTag.CUSTOMER ? trunk.find(outer) : Trunk.NONE;
        if (place != Trunk.NONE) {
            VlanTags.pop(mbuf, frame, VlanTag.LENGTH);
        }
        return place;
    }

    private static boolean isTagged(final long mbuf) {
        return Mbuf.dataLength(mbuf) >= VlanTag.LEAST_FRAME && VlanTag.is(Ethernet.type(Mbuf.data(mbuf)));
    }
}
