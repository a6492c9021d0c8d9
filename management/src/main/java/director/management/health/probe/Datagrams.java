/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Datagrams of checks. */
final class Datagrams {
    private Datagrams() {
    }

    /** A socket that talks with the target alone, to be closed by the caller. */
    static DatagramSocket open(final Target target) throws IOException {
        final DatagramSocket socket = new DatagramSocket(null);
        boolean open = false;
        try {
            final @Nullable InetSocketAddress source = target.sourceAddress();
            bind(socket, source);
            socket.connect(target.socketAddress());
            open = true;
            return socket;
        } finally {
            if (!open) {
                socket.close();
            }
        }
    }

    /** The next datagram of the target, of which no more than so many bytes are kept. */
    static byte[] receive(final DatagramSocket socket, final int limit, final Deadline deadline) throws IOException {
        socket.setSoTimeout(deadline.remainingMs());
        final DatagramPacket packet = new DatagramPacket(new byte[limit], limit);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static void bind(final DatagramSocket socket, final @Nullable InetSocketAddress source)
            throws IOException {
        try {
            socket.bind(source);
        } catch (final SocketException e) {
            throw source == null ? e : Sockets.cannotBind(source, e);
        }
    }
}
