/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.Protocol;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server on the loopback interface that treats each connection as a test says. */
final class FakeServer implements AutoCloseable {
    static final ServiceKey SERVICE = new ServiceKey(Protocol.TCP, IpAddress.parse("10.0.0.100"), 80);

    private final ServerSocket listener;
    private final Treatment treatment;
    private final List<Socket> open = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread;

    /** What becomes of a connection; it is closed afterwards. */
    interface Treatment {
        void treat(Socket connection) throws IOException, InterruptedException;
    }

    FakeServer(final Treatment treatment) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), treatment);
    }

    FakeServer(final ServerSocket listener, final Treatment treatment) {
        this.listener = listener;
        this.treatment = treatment;
        this.thread = Thread.ofVirtual().start(this::accept);
    }

    Target target() {
        return target(listener.getLocalPort(), null);
    }

    static Target target(final int port, final @Nullable String source) {
        final IpAddress address = IpAddress.parse("127.0.0.1");
        return new Target(SERVICE, new RealServerKey(address, port), address, port,
            source == null ? null : IpAddress.parse(source));
    }

    /** Reads a request up to the empty line. */
    static String request(final Socket connection) throws IOException {
        final StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            final int next = connection.getInputStream().read();
            if (next < 0) {
                break;
            }
            request.append((char) next);
        }
        return request.toString();
    }

    static void send(final Socket connection, final String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        connection.getOutputStream().flush();
    }

    /** One byte now and then, for ever. */
    static void trickle(final Socket connection, final char letter) throws IOException, InterruptedException {
        while (true) {
            send(connection, String.valueOf(letter));
            Thread.sleep(20);
        }
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        listener.close();
        for (final Socket connection : List.copyOf(open)) {
            connection.close();
        }
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                final Socket connection = listener.accept();
                open.add(connection);
                Thread.ofVirtual().start(() -> treat(connection));
            }
        } catch (final IOException e) {
            // The test is over.
        }
    }

    private void treat(final Socket connection) {
        try (connection) {
            treatment.treat(connection);
        } catch (final IOException | InterruptedException e) {
            // The check has gone.
        }
    }
}
