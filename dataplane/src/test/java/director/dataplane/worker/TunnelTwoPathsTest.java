/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.BothVersions.CLIENT_4;
import static director.dataplane.testkit.BothVersions.CLIENT_6;
import static director.dataplane.testkit.BothVersions.SERVER_4;
import static director.dataplane.testkit.BothVersions.SERVER_6;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.TunnelSettings;
import director.dataplane.testkit.BothVersions;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.TwoPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tunnels of every kind, over both versions of IP and of both, in one burst: whichever path packets take, the same
 * leaves. One of two directors forgets the ways to real servers before each packet, so that the general path has to
 * take it.
 */
class TunnelTwoPathsTest {
    private static final String VIRTUAL_4 = "10.0.0.100";
    private static final String VIRTUAL_6 = "2001:db8::100";
    private static final TunnelSettings GRE =
        new TunnelSettings(TunnelSettings.Type.GRE, 0, TunnelSettings.Checksum.NONE);
    private static final TunnelSettings GUE =
        new TunnelSettings(TunnelSettings.Type.GUE, 6_080, TunnelSettings.Checksum.NONE);
    private static final TunnelSettings CHECKED =
        new TunnelSettings(TunnelSettings.Type.GUE, 6_080, TunnelSettings.Checksum.FULL);
    /** In turn by port, twice: over IPv4, then over IPv6. */
    private static final List<TunnelSettings> KINDS = List.of(TunnelSettings.IPIP, GRE, GUE, CHECKED);
    private static final int TCP_PORT = 80;
    private static final int UDP_PORT = 90;
    private static final int CLIENT_PORTS = 6;
    private static final int ROUNDS = 250;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldDoTheSame(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final BothVersions both = new BothVersions(random);
        final TwoPaths paths = new TwoPaths(rig(), rig());
        for (int round = 0; round < ROUNDS; round++) {
            paths.burst(Stream.generate(() -> request(both, random)).limit(random.nextInt(1, 40)).toList(), true);
            paths.pass(random.nextInt(1, 3_000));
        }
        paths.assertAlike(8 * KINDS.size(), paths.sentToReal() / 3);
    }

    private DirectorRig rig() {
        final List<ServiceSettings> services = new ArrayList<>();
        for (int i = 0; i < 2 * KINDS.size(); i++) {
            final String server = i < KINDS.size() ? SERVER_4 : SERVER_6;
            final TunnelSettings kind = KINDS.get(i % KINDS.size());
            services.add(through(Protocol.TCP, VIRTUAL_4, TCP_PORT + i, server, kind));
            services.add(through(Protocol.TCP, VIRTUAL_6, TCP_PORT + i, server, kind));
            services.add(through(Protocol.UDP, VIRTUAL_4, UDP_PORT + i, server, kind));
            services.add(through(Protocol.UDP, VIRTUAL_6, UDP_PORT + i, server, kind));
        }
        return rigs.open(settings -> BothVersions.ports(settings)
            .services(services.toArray(ServiceSettings[]::new)));
    }

    private static ServiceSettings through(final Protocol protocol, final String virtual, final int port,
        final String server, final TunnelSettings kind) {
        return new ServiceSettings(protocol, IpAddress.parse(virtual), port, "rr", 0, List.of(new RealServerSettings(
            IpAddress.parse(server), port, 1, ForwardingMethod.TUNNEL, kind, 0, 0)));
    }

    private static byte[] request(final BothVersions both, final SplittableRandom random) {
        final boolean ipv6 = random.nextBoolean();
        final int port = (random.nextInt(3) == 0 ? UDP_PORT : TCP_PORT) + random.nextInt(2 * KINDS.size());
        return both.request(port >= UDP_PORT, ipv6 ? CLIENT_6 : CLIENT_4, 4_000 + random.nextInt(CLIENT_PORTS),
            ipv6 ? VIRTUAL_6 : VIRTUAL_4, port);
    }
}
