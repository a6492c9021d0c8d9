/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A {@link Topology} whose director has one interface, {@code trunk}, in place of two. A program is the switch at its
 * other end, since this machine's kernel may know no VLANs:
 *
 * <pre> client eth0 ──veth── dc0 ─ trunk.py ─(tags)─ trunk (director)
 *  real servers ─ br0 ──veth── ds0 ─┘ </pre>
 */
final class OneArm {
    private static final Path SWITCH = Topology.PROJECT.resolve("deploy/lib/trunk.py");

    private OneArm() {
    }

    /** Has clients in one VLAN and real servers in the other. What is started ends with the topology. */
    static void prepare(final Topology topology, final int clients, final int realServers) throws IOException {
        for (final String link : List.of("dc0", "ds0")) {
            Shell.succeed("ip", "-n", topology.name("DIRECTOR"), "link", "set", link, "netns",
                topology.name("SWITCH"));
            Shell.succeed("ip", "-n", topology.name("SWITCH"), "link", "set", link, "up");
        }
        final Process program = new ProcessBuilder(topology.in("SWITCH", "python3", SWITCH.toString(), "trunk",
            topology.name("DIRECTOR"), clients + "=dc0", realServers + "=ds0")).redirectErrorStream(true).start();
        assertThat(program.inputReader().readLine()).isEqualTo("ready");
    }
}
