/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.BothVersions.CLIENT_4;
import static director.dataplane.testkit.BothVersions.CLIENT_6;
import static director.dataplane.testkit.BothVersions.SERVER_4;
import static director.dataplane.testkit.BothVersions.SERVER_6;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.testkit.BothVersions;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import director.dataplane.testkit.TwoPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections between IPv4 and IPv6, of both kinds in one burst: whichever path their packets take, the same leaves.
 * One of two directors forgets the ways to real servers before each packet, so that the general path has to take it.
 */
class BridgedTwoPathsTest {
    private static final String VIRTUAL_4 = "10.0.0.100";
    private static final String VIRTUAL_6 = "2001:db8::100";
    private static final String LOCAL_4 = "10.9.0.200";
    private static final String LOCAL_6 = "2001:db8:9::200";
    private static final int TCP_PORT = 80;
    private static final int UDP_PORT = 53;
    /** Those of connections within one version. */
    private static final int PLAIN = 100;
    private static final int CLIENT_PORTS = 6;
    private static final int ROUNDS = 250;
    private static final int ETHERNET = 14;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldDoTheSame(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final BothVersions both = new BothVersions(random);
        final TwoPaths paths = new TwoPaths(rig(), rig());
        final List<byte[]> answerable = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            final boolean clients = answerable.isEmpty() || random.nextBoolean();
            final List<byte[]> burst = Stream.generate(() -> clients ? request(both, random)
                : reply(both, answerable.get(random.nextInt(answerable.size()))))
                .limit(random.nextInt(1, 40)).toList();
            paths.burst(burst, clients).stream().map(Frame::bytes).filter(BridgedTwoPathsTest::isAnswerable)
                .forEach(answerable::add);
            paths.pass(random.nextInt(1, 3_000));
        }
        paths.assertAlike(8, (paths.sentToReal() + paths.sentToClients()) / 3);
    }

    private DirectorRig rig() {
        return rigs.open(settings -> BothVersions.ports(settings)
            .services(
                between(Protocol.TCP, VIRTUAL_4, TCP_PORT, SERVER_6, LOCAL_6),
                between(Protocol.TCP, VIRTUAL_6, TCP_PORT, SERVER_4, LOCAL_4),
                between(Protocol.UDP, VIRTUAL_4, UDP_PORT, SERVER_6, LOCAL_6),
                between(Protocol.UDP, VIRTUAL_6, UDP_PORT, SERVER_4, LOCAL_4),
                between(Protocol.TCP, VIRTUAL_4, TCP_PORT + PLAIN, SERVER_4, LOCAL_4),
                between(Protocol.TCP, VIRTUAL_6, TCP_PORT + PLAIN, SERVER_6, LOCAL_6)));
    }

    private static ServiceSettings between(final Protocol protocol, final String virtual, final int port,
        final String server, final String from) {
        return Settings.fullNat(new ServiceSettings(protocol, IpAddress.parse(virtual), port, "rr", 0,
            List.of(Settings.realServer(server, 8_000 + port))), from);
    }

    private static byte[] request(final BothVersions both, final SplittableRandom random) {
        final boolean ipv6 = random.nextBoolean();
        final int port = random.nextInt(3) == 0 ? UDP_PORT : TCP_PORT + (random.nextInt(6) == 0 ? PLAIN : 0);
        return both.request(port == UDP_PORT, ipv6 ? CLIENT_6 : CLIENT_4, 4_000 + random.nextInt(CLIENT_PORTS),
            ipv6 ? VIRTUAL_6 : VIRTUAL_4, port);
    }

    private static byte[] reply(final BothVersions both, final byte[] frame) {
        return both.reply(port(frame) - 8_000 == UDP_PORT, frame);
    }

    /** The real server's. */
    private static int port(final byte[] frame) {
        return Bytes.uint16(frame, ETHERNET + (BothVersions.isIpv6(frame) ? 40 : 20) + 2);
    }

    private static boolean isAnswerable(final byte[] frame) {
        final int protocol = frame[ETHERNET + (BothVersions.isIpv6(frame) ? 6 : 9)];
        return protocol == 6 || protocol == 17;
    }
}
