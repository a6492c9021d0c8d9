/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.address.WireAddress;
import director.dataplane.configuration.Sysctl;
import director.dataplane.connection.Connection;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.connection.LongRecord;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ports;
import director.dataplane.header.Udp;
import director.dataplane.service.Destination;
import director.dataplane.service.Service;
import director.dataplane.service.WireOrder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps clients with their real servers: a template in the connection table ties a client, or all clients of a network,
 * to a real server of a service for as long as new connections come (ipvsadm(8), {@code --persistent}).
 *
 * <p>A template is named by the service's port if the packet is for that port, and by port 0 if the service takes all
 * ports, or is FTP, whose data goes to other ports; that of a firewall mark has the protocol 0 and the mark in place of
 * the virtual address. If the service keeps calls of SIP together, the Call-ID takes the place of the client. From the
 * worker's thread.
 */
final class PersistentClients {
    /** Protocol of the templates of firewall marks. */
    private static final int ANY_PROTOCOL = 0;
    /** The port of FTP, which opens connections to other ports. */
    private static final int FTP = WireOrder.port(21);

    private final DutyCycle cycle;
    private final ConnectionTable connections;
    private final ConnectionBook book;
    private final SipCallId callId = new SipCallId();
    /** The template that the packet in hand belongs to. */
    private long template;

    PersistentClients(final DutyCycle cycle, final ConnectionTable connections, final ConnectionBook book) {
        this.cycle = cycle;
        this.connections = connections;
        this.book = book;
    }

    /** Whether a packet has what clients of the service are known by. To be asked before all else. */
    boolean knows(final Packet packet, final Service service) {
        return !service.isSip() || (packet.protocol == Ipv4.UDP
            && callId.find(packet.transport + Udp.LENGTH, packet.transportLength() - Udp.LENGTH));
    }

    /** Whether there is a template for the packet's client whose real server can be used. */
    boolean find(final Packet packet, final Service service) {
        template = lookUp(packet, service);
        if (template != 0 && !isUsable(template)) {
            connections.renameTemplate(template);
            template = 0;
        }
        return template != 0;
    }

    /** The number of the real server that {@link #find} found. */
    int destination() {
        return Connection.destinationNumber(template);
    }

    /** Makes a template. Answers false if there is no room. */
    boolean remember(final Packet packet, final Service service, final Destination destination) {
        template = connections.create();
        if (template == 0) {
            return false;
        }
        final boolean samePort = isServicePort(packet, service);
        Connection.client(template, packet.sourceHigh() & service.clientMaskHigh(), clientLow(packet, service));
        Connection.virtual(template, virtualHigh(packet, service), virtualLow(packet, service));
        Connection.destination(template, destination.high(), destination.low());
        Connection.virtualPort(template, samePort ? Ports.destination(packet.transport) : 0);
        Connection.destinationPort(template, samePort ? destination.port() : 0);
        Connection.protocol(template, protocol(packet, service));
        Connection.flags(template, ConnectionBook.flags(destination) | Connection.TEMPLATE);
        Connection.destinationNumber(template, destination.number());
        LongRecord.firewallMark(template, service.key().mark());
        LongRecord.timeout(template, service.persistenceTimeoutSeconds());
        if ((!service.isSip() || connections.templateData().keep(template, callId.address(), callId.length()))
            && book.insertTemplate(template)) {
            return true;
        }
        connections.remove(template);
        return false;
    }

    /** Enters the connection of a packet to the real server of its template. Answers 0 if there is no room. */
    long create(final Packet packet, final Service service) {
        final @Nullable Destination destination =
            cycle.snapshot().destination(Connection.destinationNumber(template));
        if (destination == null) {
            return 0;
        }
        final int asked = Ports.destination(packet.transport);
        final int port = asked == service.wirePort() && destination.port() != 0 ? destination.port() : asked;
        final long connection = book.create(packet, service, destination, port);
        if (connection != 0) {
            connections.control(connection, template);
            connections.touch(template, cycle.nowNs());
            connections.restart(template, cycle.nowNs());
        }
        return connection;
    }

    private long lookUp(final Packet packet, final Service service) {
        final int port = isServicePort(packet, service) ? Ports.destination(packet.transport) : 0;
        return service.isSip()
            ? connections.findTemplateByData(protocol(packet, service), virtualHigh(packet, service),
                virtualLow(packet, service), port, callId.address(), callId.length())
            : connections.findTemplate(protocol(packet, service), packet.sourceHigh() & service.clientMaskHigh(),
                clientLow(packet, service), virtualHigh(packet, service), virtualLow(packet, service), port);
    }

    private boolean isUsable(final long found) {
        final @Nullable Destination destination = cycle.snapshot().destination(Connection.destinationNumber(found));
        return destination != null && destination.inService()
            && (destination.settings().weight() != 0 || !cycle.isOn(Sysctl.EXPIRE_QUIESCENT_TEMPLATE));
    }

    private static boolean isServicePort(final Packet packet, final Service service) {
        final int port = Ports.destination(packet.transport);
        return service.key().mark() == 0 && port == service.wirePort() && port != FTP;
    }

    /** The mark that tells an IPv4 address stays, however short the prefix. */
    private static long clientLow(final Packet packet, final Service service) {
        return packet.sourceLow() & service.clientMaskLow();
    }

    private static int protocol(final Packet packet, final Service service) {
        return service.key().mark() == 0 ? packet.protocol : ANY_PROTOCOL;
    }

    private static long virtualHigh(final Packet packet, final Service service) {
        if (service.key().mark() == 0) {
            return packet.destinationHigh();
        }
        return packet.ipv6 ? mark(service) : WireAddress.IPV4_HIGH;
    }

    private static long virtualLow(final Packet packet, final Service service) {
        if (service.key().mark() == 0) {
            return packet.destinationLow();
        }
        return packet.ipv6 ? 0 : WireAddress.low(Integer.reverseBytes(service.key().mark()));
    }

    /** A firewall mark as the first four bytes of an address. */
    private static long mark(final Service service) {
        return Integer.toUnsignedLong(Integer.reverseBytes(service.key().mark()));
    }
}
