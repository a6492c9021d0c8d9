/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The programs on the real servers of a {@link Topology}; they end with it. */
final class RealServers {
    private RealServers() {
    }

    /** Starts HTTP and UDP servers on each of the first real servers and waits until they listen. */
    static void start(final Topology topology, final int count) throws IOException {
        final List<Process> servers = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            // On every address, of both versions of IP.
            servers.add(topology.start("REAL" + i, "HttpService", "::", "80", "real" + i));
            servers.add(topology.start("REAL" + i, "UdpEcho", "::", "53", "real" + i));
        }
        for (final Process server : servers) {
            assertThat(server.inputReader().readLine()).isEqualTo("ready");
        }
    }
}
