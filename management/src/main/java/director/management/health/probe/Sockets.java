/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** Opens connections for checks. */
final class Sockets {
    private Sockets() {
    }

    /** A connection, to be closed by the caller. */
    static Socket connect(final Target target, final Deadline deadline) throws IOException {
        final Socket socket = new Socket();
        boolean connected = false;
        try {
            final @Nullable InetSocketAddress source = target.sourceAddress();
            if (source != null) {
                socket.setReuseAddress(true);
                bind(socket, source);
            }
            socket.connect(target.socketAddress(), deadline.remainingMs());
            connected = true;
            return socket;
        } finally {
            if (!connected) {
                socket.close();
            }
        }
    }

    private static void bind(final Socket socket, final InetSocketAddress source) throws IOException {
        try {
            socket.bind(source);
        } catch (final IOException e) {
            throw cannotBind(source, e);
        }
    }

    /** Says why a source address cannot be used. */
    static ProbeException cannotBind(final InetSocketAddress source, final IOException reason) {
        return new ProbeException("cannot talk from source=" + source.getAddress().getHostAddress() + " ("
            + reason.getMessage() + "): the kernel has to have that address");
    }
}
