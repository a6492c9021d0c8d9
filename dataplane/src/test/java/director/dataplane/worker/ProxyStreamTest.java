/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.IpPackets;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import director.dataplane.testkit.TcpEnd;
import director.dataplane.testkit.TcpSegment;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Both ends of TCP connections, played by a model that knows nothing of a director, over a network that loses, repeats
 * and reorders: the real server has to get the header and then all that the client sent, the client all that the real
 * server sent, and nobody may be told what is not so.
 */
class ProxyStreamTest {
    private static final int STEPS = 6_000;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @ParameterizedTest
    @CsvSource({"PROXY_V2, 4, 0", "PROXY_V2, 6, 0", "PROXY_V1, 4, 0", "PROXY_V1, 6, 0",
        "PROXY_V2, 4, 8", "PROXY_V2, 6, 8", "PROXY_V1, 4, 8", "PROXY_V1, 6, 8", "PROXY_V2, 4, 3", "PROXY_V1, 6, 3"})
    void shouldCarryBothStreamsWholeOverABadNetwork(final ClientAddress.Form form, final int version, final int good) {
        final Network network = new Network(version == 6, good);
        final DirectorRig rig = rig(form, network);
        for (int seed = 1; seed <= 25; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            final byte[] request = bytes(random, seed % 3 == 0 ? random.nextInt(3) : random.nextInt(30_000));
            final byte[] answer = bytes(random, seed % 4 == 0 ? random.nextInt(3) : random.nextInt(30_000));
            final TcpEnd client = new TcpEnd(random, true, initial(random), request)
                .between(network.client, 40_000 + seed, network.service, 80);
            final TcpEnd server = new TcpEnd(random, false, initial(random), answer);
            network.run(rig, random, client, server);
            assertThat(server.stream()).as("seed %d", seed)
                .isEqualTo(concat(header(form, network, 40_000 + seed), request));
            assertThat(client.stream()).as("seed %d", seed).isEqualTo(answer);
            assertThat(rig.drops(DropReason.OUT_OF_SEQUENCE)).as("seed %d", seed).isZero();
        }
        assertThat(rig.count(WorkerCounter.FAST_PATH)).as("on both paths").isPositive();
    }

    /** Some that come around at once. */
    private static int initial(final SplittableRandom random) {
        return random.nextBoolean() ? random.nextInt() : -random.nextInt(20_000);
    }

    private DirectorRig rig(final ClientAddress.Form form, final Network network) {
        final DirectorRig rig = rigs.open(settings -> settings
            .client(Settings.dualPort("client", "10.0.0.1", null, 1_500, "10.0.0.254/24", "2001:db8::fe/64"))
            .real(Settings.dualPort("real", null, null, 1_500, "10.9.0.254/16", "2001:db8:9::fe/64"))
            .services(new ServiceSettings(Protocol.TCP, IpAddress.parse(network.service), 80, "rr", 0,
                List.of(new RealServerSettings(
                    IpAddress.parse(network.server), 8_080, 1, ForwardingMethod.FULL_NAT)))
                .withLocalAddresses(List.of(IpPrefix.parse(network.local)))
                .withClientAddress(new ClientAddress(form))));
        if (network.ipv6) {
            rig.client().arrive(IpPackets.solicitation(
                Bytes.macOf("10.0.0.7"), network.client, DirectorRig.CLIENT_MAC, "2001:db8::fe"));
            rig.real().arrive(IpPackets.solicitation(
                Bytes.macOf("10.9.0.77"), network.server, DirectorRig.REAL_MAC, "2001:db8:9::fe"));
            rig.settle();
            rig.toClients();
            rig.toReal();
        }
        return rig;
    }

    private static byte[] header(final ClientAddress.Form form, final Network network, final int port) {
        if (form == ClientAddress.Form.PROXY_V1) {
            return String.format(network.ipv6
                ? "PROXY TCP6 2001:db8:0:0:0:0:0:7 2001:db8:0:0:0:0:0:100 %d 80\r\n"
                : "PROXY TCP4 10.0.0.7 10.0.0.100 %d 80\r\n", port).getBytes(StandardCharsets.US_ASCII);
        }
        final ByteBuffer header = ByteBuffer.allocate(network.ipv6 ? 52 : 28)
            .put(new byte[] {0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x21})
            .put((byte) (network.ipv6 ? 0x21 : 0x11)).putShort((short) (network.ipv6 ? 36 : 12));
        if (network.ipv6) {
            header.putLong(0x2001_0DB8_0000_0000L).putLong(7).putLong(0x2001_0DB8_0000_0000L).putLong(0x100);
        } else {
            header.putInt(0x0A00_0007).putInt(0x0A00_0064);
        }
        return header.putShort((short) port).putShort((short) 80).array();
    }

    private static byte[] bytes(final SplittableRandom random, final int length) {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] concat(final byte[] first, final byte[] second) {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(first);
        all.writeBytes(second);
        return all.toByteArray();
    }

    /** Links between both ends and the director. */
    private static final class Network {
        private final boolean ipv6;
        private final String client;
        private final String service;
        private final String server;
        private final String local;
        /** One in so many packets gets lost; 0 if none does. */
        private final int loss;
        private final List<TcpSegment> fromClient = new ArrayList<>();
        private final List<TcpSegment> fromServer = new ArrayList<>();
        private final List<TcpSegment> toClient = new ArrayList<>();
        private final List<TcpSegment> toServer = new ArrayList<>();

        Network(final boolean ipv6, final int loss) {
            this.ipv6 = ipv6;
            this.loss = loss;
            this.client = ipv6 ? "2001:db8::7" : "10.0.0.7";
            this.service = ipv6 ? "2001:db8::100" : "10.0.0.100";
            this.server = ipv6 ? "2001:db8:9::77" : "10.9.1.2";
            this.local = ipv6 ? "2001:db8:9::200" : "10.9.0.200";
        }

        void run(final DirectorRig rig, final SplittableRandom random, final TcpEnd one, final TcpEnd other) {
            int steps = 0;
            while (!(one.isDone() && other.isDone())) {
                assertThat(++steps).isLessThan(STEPS);
                fromClient.addAll(one.act());
                fromServer.addAll(other.act());
                if (one.isEstablished()) {
                    // One that came when all is over would open another connection, as with any method.
                    fromClient.removeIf(segment -> segment.has(PacketBuilder.SYN));
                }
                take(random, fromClient).forEach(segment -> rig.client().arrive(segment.frame(DirectorRig.CLIENT_MAC)));
                take(random, fromServer).forEach(segment -> rig.real().arrive(segment.frame(DirectorRig.REAL_MAC)));
                rig.settle();
                rig.toReal().stream().map(TcpSegment::read).forEach(toServer::add);
                rig.toClients().stream().map(TcpSegment::read).forEach(toClient::add);
                take(random, toServer).forEach(segment -> fromServer.addAll(other.accept(segment)));
                take(random, toClient).forEach(segment -> fromClient.addAll(one.accept(segment)));
            }
            fromClient.clear();
            fromServer.clear();
            toClient.clear();
            toServer.clear();
        }

        /** Some of what is on its way, in some order. */
        private List<TcpSegment> take(final SplittableRandom random, final List<TcpSegment> link) {
            if (loss == 0) {
                final List<TcpSegment> all = List.copyOf(link);
                link.clear();
                return all;
            }
            final List<TcpSegment> taken = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0 && !link.isEmpty(); i--) {
                final int which = random.nextInt(4) == 0 ? random.nextInt(link.size()) : 0;
                final TcpSegment segment = random.nextInt(10) == 0 ? link.get(which) : link.remove(which);
                if (random.nextInt(loss) != 0) {
                    taken.add(segment);
                }
            }
            return taken;
        }
    }
}
