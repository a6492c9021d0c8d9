/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** On a director with a port to clients and one to real servers. */
class HostProgramsIT extends HostProgramsCases {
    @Override
    String configuration() {
        return """
            version: 1
            memory: {hugePages: required, megabytes: 128, mbufs: 8192, maxConnections: 65536}
            ports:
              - {name: client, interface: dc0, pmd: af_xdp, addresses: [10.0.0.254/24, fd00::254/64, fe80::254/64],
                 kernelInterface: toclients, kernelRate: 5000}
              - {name: servers, interface: ds0, pmd: af_xdp, addresses: [10.9.0.254/16, fd09::254/64]}
            workers: {cores: [0], idle: backoff, warmUp: 0}
            host: {refusals: kernel, errors: kernel}
            services:
              - {protocol: tcp, address: 10.0.0.100, port: 80, scheduler: rr, realServers: [{address: 10.9.0.1}]}
            """;
    }

    @Override
    String towardsClients() {
        return "toclients";
    }

    @Override
    void prepare(final Topology around) {
        // As it is.
    }

    /** Each hears the other: else both would be masters. */
    @Test
    void shouldLetKeepalivedAgreeWithOneBehindThePort() throws IOException, InterruptedException {
        Unpacked.assume("keepalived", "keepalived");
        final Keepalived theirs = Keepalived.start(network(), directory, "CLIENT", "eth0", 100);
        theirs.await("MASTER");
        final Keepalived ours = Keepalived.start(network(), directory, "DIRECTOR", towardsClients(), 200);
        ours.await("MASTER");
        theirs.await("BACKUP");
        ours.stop();
        theirs.await("MASTER");
        final Keepalived lesser = Keepalived.start(network(), directory, "DIRECTOR", towardsClients(), 50);
        lesser.await("BACKUP");
        Thread.sleep(QUIET.toMillis());
        assertThat(lesser.lastState()).isEqualTo("BACKUP");
        lesser.stop();
        theirs.stop();
    }
}
