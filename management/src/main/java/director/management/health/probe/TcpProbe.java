/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import java.io.IOException;
import java.net.Socket;

/** Opens a TCP connection and closes it. */
final class TcpProbe implements Probe {
    @Override
    public void attempt(final Target target, final Deadline deadline) throws IOException {
        final Socket socket = Sockets.connect(target, deadline);
        socket.close();
    }
}
