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
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sends what the kernel of the director's machine sends to a port's interface there: as it is, for the kernel chose the
 * next hop, but for answers of a real server that is the director's own host. Those are translated as all answers are,
 * without taking a hop, as Linux does with what comes from itself. From the worker's thread.
 */
final class FromKernel {
    private static final int VERSION_SHIFT = 4;
    /**
     * Interfaces that are looked at in a duty cycle. The driver knows that the kernel has sent something, but not to
     * which: each that is looked at then costs a system call, though there be nothing.
     */
    private static final int FEW = 4;
    /** So long nobody looks at the next few of many. What is in the kernel's queue waits meanwhile. */
    private static final long PAUSE_NS = 100_000;

    /** Those that have interfaces. */
    private final WorkerPort[] ports;
    private final int few;
    private final WorkerCounters counters;
    private final DutyCycle cycle;
    private final Parser parser;
    private final Connector connector;
    private final ConnectedPackets connected;
    private final IcmpRelay icmp;
    private final Steering steering;
    private final Packet packet = new Packet();
    /** Whose turn it was. */
    private int turn;
    /** Who had something: more is likely to follow. */
    private int lively;
    private long lookedNs;

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
        final Steering steering) {
        this.steering = steering;
        this.ports = Arrays.stream(resources.ports()).filter(port -> port.kernel() != null).toArray(WorkerPort[]::new);
        this.few = Math.min(ports.length, FEW);
        this.lookedNs = cycle.nowNs();
        this.counters = resources.counters();
        this.cycle = cycle;
        this.parser = parser;
        this.connector = connector;
        this.connected = connected;
        this.icmp = icmp;
    }

    /**
     * Takes a burst of each interface, or of many those that had something lately and, now and then, of the next few.
     * Answers how many packets that were.
     */
    int poll(final long mbufs, final int limit) {
        if (ports.length == few) {
            return look(mbufs, limit);
        }
        final int received = receive(ports[lively], mbufs, limit);
        if (cycle.nowNs() - lookedNs < PAUSE_NS) {
            return received;
        }
        lookedNs = cycle.nowNs();
        return received + look(mbufs, limit);
    }

    private int look(final long mbufs, final int limit) {
        int received = 0;
        for (int i = 0; i < few; i++) {
            turn = turn + 1 == ports.length ? 0 : turn + 1;
            final int count = receive(ports[turn], mbufs, limit);
            received += count;
            lively = count > 0 ? turn : lively;
        }
        return received;
    }

    private int receive(final WorkerPort port, final long mbufs, final int limit) {
        final @Nullable KernelQueues kernel = port.kernel();
        if (kernel == null) {
            return 0;
        }
        final int count = kernel.rxQueue().burst(mbufs, limit);
        counters.add(WorkerCounter.FROM_KERNEL, count);
        kernel.traffic().sent(count);
        for (int i = 0; i < count; i++) {
            final long mbuf = NativeMemory.int64(mbufs + (long) i * Long.BYTES);
            if (steering.keepsOfKernel(mbuf, port)) {
                send(port, mbuf);
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
