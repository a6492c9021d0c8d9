/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.BothVersions.CLIENT_4;
import static director.dataplane.testkit.BothVersions.CLIENT_6;
import static director.dataplane.testkit.BothVersions.SERVER_4;
import static director.dataplane.testkit.BothVersions.SERVER_6;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.MarkRule;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.testkit.BothVersions;
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
 * Connections of services that have many addresses and ports, by a firewall mark or as all ports of an address, by
 * every method that the fast path has for them, and of both versions of IP, in one burst: whichever path their packets
 * take, the same leaves. One of two directors forgets the ways to real servers before each packet, so that the general
 * path has to take it.
 */
class ManyPortsTwoPathsTest {
    private static final int NAT = 7;
    private static final int DIRECT = 8;
    private static final int FULL_NAT = 9;
    private static final String LOCAL_4 = "10.9.0.200";
    private static final String LOCAL_6 = "2001:db8:9::200";
    private static final int TCP_PORT = 80;
    private static final int UDP_PORT = 53;
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
        final List<byte[]> answerable = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            final boolean clients = answerable.isEmpty() || random.nextBoolean();
            final List<byte[]> burst = Stream.generate(() -> clients ? request(both, random)
                : reply(both, answerable.get(random.nextInt(answerable.size()))))
                .limit(random.nextInt(1, 40)).toList();
            paths.burst(burst, clients).stream().map(Frame::bytes).filter(BothVersions::isAnswerable)
                .forEach(answerable::add);
            paths.pass(random.nextInt(1, 3_000));
        }
        paths.assertAlike(9, (paths.sentToReal() + paths.sentToClients()) / 3);
    }

    private DirectorRig rig() {
        final List<MarkRule> marks = List.of(mark(NAT, "10.0.0.100/31"), mark(DIRECT, "10.0.0.102/31"),
            mark(FULL_NAT, "10.0.0.104/31"), mark(NAT, "2001:db8::100/127"), mark(DIRECT, "2001:db8::102/127"),
            mark(FULL_NAT, "2001:db8::104/127"));
        return rigs.open(settings -> BothVersions.ports(settings)
            .packets(PacketSettings.INITIAL.withMarks(marks))
            .services(
                marked(NAT, SERVER_4, ForwardingMethod.NAT), marked(NAT, SERVER_6, ForwardingMethod.NAT),
                marked(DIRECT, SERVER_4, ForwardingMethod.DIRECT_ROUTING),
                marked(DIRECT, SERVER_6, ForwardingMethod.DIRECT_ROUTING),
                Settings.fullNat(marked(FULL_NAT, SERVER_4, ForwardingMethod.FULL_NAT), LOCAL_4),
                Settings.fullNat(marked(FULL_NAT, SERVER_6, ForwardingMethod.FULL_NAT), LOCAL_6),
                allPorts(Protocol.TCP, "10.0.0.106", SERVER_4), allPorts(Protocol.UDP, "10.0.0.106", SERVER_4),
                allPorts(Protocol.TCP, "2001:db8::106", SERVER_6)));
    }

    private static MarkRule mark(final int mark, final String destinations) {
        final IpPrefix prefix = IpPrefix.parse(destinations);
        return new MarkRule(mark, prefix.address().ipv6(), null, null, null, prefix, 0, MarkRule.LAST_PORT);
    }

    /** The real server gets each packet at the port that the client chose. */
    private static ServiceSettings marked(final int mark, final String server, final ForwardingMethod method) {
        final IpAddress address = IpAddress.parse(server);
        return new ServiceSettings(Protocol.TCP, address.ipv6() ? IpAddress.ANY6 : IpAddress.ANY, 0, mark, "rr", 0,
            null, false, List.of(new RealServerSettings(address, 0, 1, method)));
    }

    private static ServiceSettings allPorts(final Protocol protocol, final String virtual, final String server) {
        final IpAddress address = IpAddress.parse(virtual);
        return new ServiceSettings(protocol, address, 0, 0, "rr", 0,
            new Persistence(600, address.ipv6() ? 128 : 32, null), false,
            List.of(new RealServerSettings(IpAddress.parse(server), 0, 1, ForwardingMethod.NAT)));
    }

    private static byte[] request(final BothVersions both, final SplittableRandom random) {
        final boolean ipv6 = random.nextBoolean();
        final int last = 100 + random.nextInt(7);
        final int port = (random.nextInt(3) == 0 ? UDP_PORT : TCP_PORT) + 100 * random.nextInt(3);
        return both.request(port % 100 == UDP_PORT, ipv6 ? CLIENT_6 : CLIENT_4,
            4_000 + random.nextInt(CLIENT_PORTS), (ipv6 ? "2001:db8::" : "10.0.0.") + last, port);
    }

    private static byte[] reply(final BothVersions both, final byte[] frame) {
        return both.reply(BothVersions.port(frame) % 100 == UDP_PORT, frame);
    }
}
