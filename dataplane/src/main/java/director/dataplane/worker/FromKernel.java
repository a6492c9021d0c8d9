/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Ipv4;
import director.dataplane.port.KernelQueues;
import director.dataplane.port.WorkerPort;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import org.jspecify.annotations.Nullable;

/**
 * Sends what the kernel of the director's machine sends to a port's interface there: as it is, for the kernel chose the
 * next hop, but for answers of a real server that is the director's own host. Those are translated as all answers are,
 * without taking a hop, as Linux does with what comes from itself. From the worker's thread.
 */
final class FromKernel {
    private static final int VERSION_SHIFT = 4;

    private final WorkerPort[] ports;
    private final WorkerCounters counters;
    private final DutyCycle cycle;
    private final Parser parser;
    private final Connector connector;
    private final ConnectedPackets connected;
    private final IcmpRelay icmp;
    private final Steering steering;
    private final Vlans vlans;
    private final Packet packet = new Packet();
    private final boolean isUsed;

    /** Finds the connection of a packet. */
    @FunctionalInterface
    interface Connector {
        /** The connection of a packet with ports, with its direction in bit 0; 0 if there is none. */
        long find(Packet packet);
    }

    FromKernel(
        final WorkerResources resources,
        final DutyCycle cycle,
        final Parser parser,
        final Connector connector,
        final ConnectedPackets connected,
        final IcmpRelay icmp,
        final Steering steering,
        final Vlans vlans) {
        this.steering = steering;
        this.vlans = vlans;
        this.ports = resources.ports();
        this.counters = resources.counters();
        this.cycle = cycle;
        this.parser = parser;
        this.connector = connector;
        this.connected = connected;
        this.icmp = icmp;
        boolean used = false;
        for (final WorkerPort port : ports) {
            used |= port.kernel() != null;
        }
        this.isUsed = used;
    }

    /** Takes a burst of each interface, which VLANs have with their parent. Answers how many packets that were. */
    int poll(final long mbufs, final int limit) {
        int received = 0;
        for (int i = 0; isUsed && i < ports.length; i++) {
            final @Nullable KernelQueues kernel = ports[i].kernel();
            if (kernel != null && ports[i].traffic() == null) {
                received += receive(ports[i], kernel, mbufs, limit);
            }
        }
        return received;
    }

    private int receive(final WorkerPort port, final KernelQueues kernel, final long mbufs, final int limit) {
        final int count = kernel.rxQueue().burst(mbufs, limit);
        counters.add(WorkerCounter.FROM_KERNEL, count);
        for (int i = 0; i < count; i++) {
            final long mbuf = NativeMemory.int64(mbufs + (long) i * Long.BYTES);
            final WorkerPort leaving = vlans.leaving(mbuf, port);
            if (steering.keepsOfKernel(mbuf, leaving)) {
                send(leaving, mbuf);
            }
        }
        return count;
    }

    /** Sends a packet of the kernel from a port. */
    void send(final WorkerPort port, final long mbuf) {
        if (cycle.snapshot().services().isEmpty() || !isHandled(port, mbuf)) {
            port.txBuffer().add(mbuf);
        }
    }

    /** Answers whether a packet has met its fate; if not, it leaves as it is now. */
    private boolean isHandled(final WorkerPort port, final long mbuf) {
        final long frame = Mbuf.data(mbuf);
        final int available = Mbuf.dataLength(mbuf) - Ethernet.LENGTH;
        if (available < Ipv4.MIN_LENGTH || Mbuf.segments(mbuf) > 1) {
            return false;
        }
        final int type = Ethernet.type(frame);
        packet.ip = frame + Ethernet.LENGTH;
        packet.ipv6 = type == Ethernet.TYPE_IPV6;
        if ((type != Ethernet.TYPE_IPV4 && !packet.ipv6)
            || NativeMemory.uint8(packet.ip) >>> VERSION_SHIFT != (packet.ipv6 ? 6 : 4)) {
            return false;
        }
        packet.mbuf = mbuf;
        packet.port = port.index();
        packet.largestFragment = 0;
        return switch (parser.packet(packet, available)) {
            case Packet.DONE -> true;
            case Packet.TRANSPORT -> {
                translate();
                yield false;
            }
            case Packet.OTHER -> packet.isControl() && icmp.relay(packet);
            default -> false;
        };
    }

    private void translate() {
        final long found = connector.find(packet);
        if ((found & ConnectionTable.OUTBOUND) != 0) {
            connected.translate(packet, found & ~ConnectionTable.OUTBOUND);
        }
    }
}
