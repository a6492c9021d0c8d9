/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.SubInterface;
import director.dataplane.port.VlanTags;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The way from a port in memory to those that are its VLANs. From the thread that drives the worker. */
final class SyntheticTrunk implements AutoCloseable {
    private final SyntheticPort own;
    private final SyntheticPort[] links;
    private final VlanTags[] tags;
    private final long scratch = NativeMemory.allocate(Long.BYTES, Long.BYTES);

    /** That of the port at a place, whose VLANs are among all links. */
    SyntheticTrunk(final List<PortSettings> ports, final int place, final SyntheticPort... all) {
        final List<PortSettings> vlans = ports.get(place).vlans(ports);
        own = all[place];
        links = new SyntheticPort[vlans.size()];
        tags = new VlanTags[links.length];
        for (int i = 0; i < links.length; i++) {
            final @Nullable SubInterface vlan = vlans.get(i).subInterface();
            links[i] = all[ports.indexOf(vlans.get(i))];
            tags[i] = VlanTags.of(Objects.requireNonNull(vlan));
        }
    }

    /** The worker's {@link director.bindings.RxQueue}. */
    int receive(final long mbufArray, final int capacity) {
        int taken = own.receive(mbufArray, capacity);
        for (int i = 0; i < links.length; i++) {
            final int more = links[i].receive(mbufArray + (long) taken * Long.BYTES, capacity - taken);
            for (int j = 0; j < more; j++) {
                tags[i].push(NativeMemory.int64(mbufArray + (long) (taken + j) * Long.BYTES));
            }
            taken += more;
        }
        return taken;
    }

    /** The worker's {@link director.bindings.TxQueue}. */
    int transmit(final long mbufArray, final int packets) {
        for (int i = 0; i < packets; i++) {
            final long mbuf = NativeMemory.int64(mbufArray + (long) i * Long.BYTES);
            final SyntheticPort link = link(mbuf);
            NativeMemory.int64(scratch, mbuf);
            link.transmit(scratch, 1);
        }
        return packets;
    }

    /** Whose a frame is, which loses its tags. */
    private SyntheticPort link(final long mbuf) {
        final long frame = Mbuf.data(mbuf);
        for (int i = 0; i < links.length; i++) {
            if (tags[i].isOn(frame)) {
                VlanTags.pop(mbuf, frame, tags[i].bytes());
                return links[i];
            }
        }
        return own;
    }

    @Override
    public void close() {
        NativeMemory.free(scratch);
    }
}
