/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.configuration.Sysctl;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ports;
import director.dataplane.header.Sctp;
import director.dataplane.header.Tcp;
import director.dataplane.policy.Gate;
import director.dataplane.service.Destination;
import director.dataplane.service.MarkRules;
import director.dataplane.service.Service;
import director.dataplane.status.DropReason;
import director.schedulers.ServiceScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Opens a connection for a packet that has none: finds the service, asks its persistence or its scheduler for a real
 * server, and enters the connection. From the worker's thread.
 */
final class ConnectionOpener {
    /** How far the packet that is opened next has come before: nothing has been asked for it. */
    private static final int NEW = 0;
    /** Its client may open a connection, and the scheduler has answered. */
    private static final int SCHEDULED = 1;
    /** The real server takes it, too. */
    private static final int ADMITTED = 2;
    /** It may not be opened. */
    private static final int REFUSED = 3;

    /** What became of a packet for which {@link #open} answered no connection. */
    enum Verdict {
        /** No service takes it: it is the host's. */
        NOT_TAKEN,
        /** A service takes it, but no real server: its sender is told. */
        REFUSED,
        /** It is dropped without a word. */
        DROPPED,
        /** It goes on to where it was going, as without the service. */
        BYPASSED
    }

    private final DutyCycle cycle;
    private final Defence defence;
    private final ConnectionBook book;
    private final PersistentClients persistence;
    private final Gate gate;
    private final PacketFlow flow;
    private Verdict verdict = Verdict.NOT_TAKEN;
    private DropReason reason = DropReason.NO_SERVICE;
    private int stage = NEW;
    private int presumed;
    private DropReason presumedReason = DropReason.NO_SERVICE;

    ConnectionOpener(
        final DutyCycle cycle,
        final ConnectionTable connections,
        final ConnectionBook book,
        final Defence defence,
        final Gate gate) {
        this.cycle = cycle;
        this.flow = new PacketFlow(cycle);
        this.defence = defence;
        this.book = book;
        this.gate = gate;
        this.persistence = new PersistentClients(cycle, connections, book);
    }

    /** Where it enters connections. */
    ConnectionBook book() {
        return book;
    }

    /** Whom it asks; who presumes anything has asked there. */
    Gate gate() {
        return gate;
    }

    /** Answers the new connection, or 0: then {@link #verdict} and {@link #reason} say why. */
    long open(final Packet packet) {
        final @Nullable Service service = find(packet);
        if (service == null) {
            return refuse(Verdict.NOT_TAKEN, DropReason.NO_SERVICE);
        }
        if (!opens(packet)) {
            return refuse(Verdict.NOT_TAKEN, DropReason.NO_CONNECTION);
        }
        return open(packet, service);
    }

    /**
     * As {@link #open}, for a packet that was made up for a client whose own packets went elsewhere: whatever it is, it
     * may begin a connection.
     */
    long openUnseen(final Packet packet) {
        final @Nullable Service service = find(packet);
        return service == null ? refuse(Verdict.NOT_TAKEN, DropReason.NO_SERVICE) : open(packet, service);
    }

    private long open(final Packet packet, final Service service) {
        if (packet.protocol == Ipv4.TCP && service.clientAddress().form().isProxy()
            && (Tcp.flags(packet.transport) & (Tcp.SYN | Tcp.ACK)) != Tcp.SYN) {
            // Nothing else tells where the stream begins.
            return refuse(Verdict.NOT_TAKEN, DropReason.NO_CONNECTION);
        }
        if (defence.drops()) {
            return refuse(Verdict.DROPPED, DropReason.FLOOD);
        }
        if (stage == NEW && !admits(packet, service)) {
            return refuse(Verdict.DROPPED, gate.refusal().reason());
        }
        final long connection = stage == REFUSED ? refuse(Verdict.DROPPED, presumedReason)
            : openAdmitted(packet, service);
        stage = NEW;
        return connection;
    }

    private boolean admits(final Packet packet, final Service service) {
        final long high = packet.sourceHigh();
        final long low = packet.sourceLow();
        return gate.admits(high, low, service.limits(),
            cycle.snapshot().access().admits(service.key(), high, low), cycle.nowNs());
    }

    private long openAdmitted(final Packet packet, final Service service) {
        final long connection =
            service.isPersistent() ? openPersistent(packet, service) : openPlain(packet, service);
        if (connection == 0) {
            gate.cancel();
        }
        return connection;
    }

    /** The packet that is opened next has been refused. */
    void presumeRefused(final DropReason why) {
        stage = REFUSED;
        presumedReason = why;
    }

    /** The gate lets the client of the packet that is opened next, and the scheduler has answered this. */
    void presume(final int number) {
        stage = SCHEDULED;
        presumed = number;
    }

    /** The same, and the gate lets it go to that real server. */
    void presumeAdmitted(final int number) {
        stage = ADMITTED;
        presumed = number;
    }

    /**
     * Whether a packet for another host is a service's all the same: it has a firewall mark that a service is for.
     */
    boolean isMarked(final Packet packet) {
        return findMarked(packet) != null;
    }

    /** What to do with the packet for which {@link #open} last answered 0. */
    Verdict verdict() {
        return verdict;
    }

    /** Why {@link #open} last answered 0. */
    DropReason reason() {
        return reason;
    }

    /** The service that a packet is for, if there is one. */
    @Nullable Service find(final Packet packet) {
        final @Nullable Service marked = findMarked(packet);
        return marked != null ? marked : cycle.snapshot().services().find(packet.protocol,
            packet.destinationHigh(), packet.destinationLow(), Ports.destination(packet.transport));
    }

    private @Nullable Service findMarked(final Packet packet) {
        final MarkRules marks = cycle.snapshot().marks();
        final int mark = marks.isEmpty() ? 0 : mark(marks, packet);
        return mark == 0 ? null : cycle.snapshot().services().findMark(mark, packet.ipv6);
    }

    private static int mark(final MarkRules marks, final Packet packet) {
        final int port = Integer.reverseBytes(Ports.destination(packet.transport)) >>> Short.SIZE;
        return marks.mark(packet.port, packet.ipv6, packet.protocol, packet.sourceHigh(), packet.sourceLow(),
            packet.destinationHigh(), packet.destinationLow(), port);
    }

    /** Whether a packet may begin a connection, as Linux sees it: with TCP a SYN, be it with an ACK. */
    private boolean opens(final Packet packet) {
        return switch (packet.protocol) {
            case Ipv4.TCP -> {
                final int flags = Tcp.flags(packet.transport);
                yield (flags & Tcp.RST) == 0 && ((flags & Tcp.SYN) != 0 || cycle.isOn(Sysctl.SLOPPY_TCP));
            }
            case Sctp.PROTOCOL -> {
                final int chunk = Sctp.stateChunk(packet.transport, packet.transportLength());
                yield chunk == Sctp.INIT
                    || (cycle.isOn(Sysctl.SLOPPY_SCTP) && chunk != Sctp.NO_CHUNK && chunk != Sctp.ABORT);
            }
            default -> true;
        };
    }

    private long openPlain(final Packet packet, final Service service) {
        if (service.key().mark() == 0 && service.key().port() == 0) {
            return refuse(Verdict.REFUSED, DropReason.NO_DESTINATION);
        }
        final @Nullable Destination destination = schedule(packet, service);
        if (destination == null) {
            return 0;
        }
        final int port = destination.port() == 0 ? Ports.destination(packet.transport) : destination.port();
        return enter(book.create(packet, service, destination, port));
    }

    private long openPersistent(final Packet packet, final Service service) {
        if (!persistence.knows(packet, service)) {
            return refuse(Verdict.DROPPED, DropReason.NO_CALL_ID);
        }
        if (persistence.find(packet, service)) {
            if (!gate.admits(persistence.destination())) {
                return refuse(Verdict.DROPPED, gate.refusal().reason());
            }
        } else {
            final @Nullable Destination destination = schedule(packet, service);
            if (destination == null) {
                return 0;
            }
            if (!persistence.remember(packet, service, destination)) {
                return refuse(Verdict.DROPPED, DropReason.CONNECTION_TABLE_FULL);
            }
        }
        return enter(persistence.create(packet, service));
    }

    private long enter(final long connection) {
        return connection == 0 ? refuse(Verdict.DROPPED, book.refusal()) : connection;
    }

    /** Answers null after {@link #refuse}. A scheduler may be anybody's: what it answers is checked. */
    private @Nullable Destination schedule(final Packet packet, final Service service) {
        final int number = stage == NEW ? service.scheduler().schedule(flow.wrap(packet)) : presumed;
        if (number == ServiceScheduler.NO_DESTINATION) {
            refuse(isBypassed(packet, service) ? Verdict.BYPASSED : Verdict.REFUSED, DropReason.NO_DESTINATION);
            return null;
        }
        final @Nullable Destination destination = number < 0 ? null : cycle.snapshot().destination(number);
        if (destination == null || !destination.available() || !destination.service().equals(service.key())) {
            service.scheduler().answeredWrongly(number);
            refuse(Verdict.DROPPED, DropReason.SCHEDULER_FAULT);
            return null;
        }
        if (stage != ADMITTED && !gate.admits(number)) {
            refuse(Verdict.DROPPED, gate.refusal().reason());
            return null;
        }
        return destination;
    }

    /** A transparent cache without a usable server is passed by. */
    private boolean isBypassed(final Packet packet, final Service service) {
        return service.key().mark() != 0 && cycle.isOn(Sysctl.CACHE_BYPASS) && !cycle.isLocal(packet);
    }

    private long refuse(final Verdict what, final DropReason why) {
        verdict = what;
        reason = why;
        return 0;
    }
}
