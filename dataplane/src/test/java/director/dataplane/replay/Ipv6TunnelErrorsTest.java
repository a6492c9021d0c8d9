/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import static director.dataplane.testkit.IpPackets.destination;
import static director.dataplane.testkit.IpPackets.icmpv6Error;
import static director.dataplane.testkit.IpPackets.payload;
import static director.dataplane.testkit.IpPackets.protocol;
import static director.dataplane.testkit.IpPackets.source;
import static director.dataplane.testkit.IpPackets.udp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.TunnelSettings;
import director.dataplane.status.DropReason;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.IpPackets;
import director.schedulers.SchedulerRegistry;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** What routers say about tunnels over IPv6, and what clients are told (RFC 2473 §8). */
@ParameterizedClass
@CsvSource({
    "IPIP, NONE, 10.0.0.7, 10.0.0.100, 40, 1",
    "IPIP, NONE, fd00::7, fd00::100, 40, 1",
    "GRE, NONE, 10.0.0.7, 10.0.0.100, 44, 1",
    "GRE, FULL, fd00::7, fd00::100, 48, 1",
    "GUE, NONE, fd00::7, fd00::100, 52, 1",
    "GUE, FULL, 10.0.0.7, 10.0.0.100, 52, 1",
    "IPIP, NONE, 10.0.0.7, 10.0.0.100, 40, 3",
    "IPIP, NONE, fd00::7, fd00::100, 40, 3",
    "GRE, NONE, 10.0.0.7, 10.0.0.100, 44, 3",
    "GRE, FULL, fd00::7, fd00::100, 48, 3",
    "GUE, NONE, fd00::7, fd00::100, 52, 3",
    "GUE, FULL, 10.0.0.7, 10.0.0.100, 52, 3"})
class Ipv6TunnelErrorsTest {
    private static final String DIRECTOR = "fd09::254";
    private static final String REAL = "fd09::1";
    private static final String ROUTER = "fd09::77";
    private static final int UNREACHABLE = 1;
    private static final int TOO_BIG = 2;
    private static final int TIME_EXCEEDED = 3;
    private static final int IPV4_UNREACHABLE = 3;
    private static final int FRAGMENTATION_NEEDED = 4;
    private static final int LEAST = 1_280;
    private static final int GUE_PORT = 6_080;

    private final ReplayDirector director;
    private final String client;
    private final String virtual;
    private final int overhead;
    private final boolean ipv6;

    Ipv6TunnelErrorsTest(
        final TunnelSettings.Type type,
        final TunnelSettings.Checksum checksum,
        final String client,
        final String virtual,
        final int overhead,
        final int workers) {
        this.director = new ReplayDirector(
            SchedulerRegistry.load(), ReplayNetwork.STANDARD, ReplayDirector.MAX_CONNECTIONS, workers);
        this.client = client;
        this.virtual = virtual;
        this.overhead = overhead;
        this.ipv6 = client.contains(":");
        final TunnelSettings tunnel =
            new TunnelSettings(type, type == TunnelSettings.Type.GUE ? GUE_PORT : 0, checksum);
        director.change(proxy -> proxy.addService(new ServiceSettings(Protocol.UDP, IpAddress.parse(virtual), 53, "rr",
            0, List.of(new RealServerSettings(
                IpAddress.parse(REAL), 53, 1, ForwardingMethod.TUNNEL, tunnel, 0, 0)))));
    }

    @AfterEach
    void close() {
        assertThat(director.mbufsInUse()).as("mbufs that were lost").isZero();
        director.close();
    }

    @Test
    void shouldTellTheClientWhatFitsIntoTheTunnelAndGoByItFromThenOn() {
        final byte[] tunnelled = sendLong();
        assertThat(tunnelled).hasSize(1_400 + overhead);
        director.inject(Side.REAL, icmpv6Error(ROUTER, DIRECTOR, TOO_BIG, 0, 1_400, tunnelled));
        assertTold(1_400 - overhead);
        // Now the director itself says so.
        director.inject(Side.CLIENT, longPacket());
        assertThat(director.takeDrops()).containsExactly(DropReason.MTU_EXCEEDED);
        assertTold(1_400 - overhead);
    }

    @Test
    void shouldForgetAPathMtuAfterTenMinutes() {
        director.inject(Side.REAL, icmpv6Error(ROUTER, DIRECTOR, TOO_BIG, 0, 1_400, sendLong()));
        director.takeEmitted();
        director.pass(601_000, 1_000);
        director.inject(Side.CLIENT, longPacket());
        assertThat(emitted().bytes()).hasSize(1_400 + overhead);
    }

    /** Where the path has no room for the tunnel and the least packet of IPv6, the tunnel is cut up. */
    @Test
    void shouldCutUpATunnelRatherThanEndItWhateverIsTold() {
        for (final int told : new int[] {LEAST, 68, 0}) {
            director.inject(Side.REAL, icmpv6Error(ROUTER, DIRECTOR, TOO_BIG, 0, told, sendShort()));
            director.takeEmitted();
        }
        director.inject(Side.CLIENT, udp(client, 4_000, virtual, 53, LEAST - (ipv6 ? 48 : 28), false));
        final List<EmittedPacket> pieces = director.takeEmitted();
        assertThat(pieces).hasSize(2).allSatisfy(piece -> {
            assertThat(piece.bytes()).hasSizeLessThanOrEqualTo(LEAST);
            assertThat(destination(piece.bytes())).isEqualTo(REAL);
        });
    }

    @Test
    void shouldTellTheClientThatItsPacketDidNotArrive() {
        final int[][] errors = {{UNREACHABLE, 0}, {UNREACHABLE, 1}, {UNREACHABLE, 3}, {UNREACHABLE, 4},
            {TIME_EXCEEDED, 0}, {4, 1}};
        for (final int[] error : errors) {
            director.inject(Side.REAL, icmpv6Error(ROUTER, DIRECTOR, error[0], error[1], 0, sendShort()));
            final EmittedPacket told = emitted();
            assertThat(destination(told.bytes())).isEqualTo(client);
            assertThat(source(told.bytes())).isEqualTo(virtual);
            final byte[] message = payload(told.bytes());
            assertThat(message[0]).isEqualTo((byte) (ipv6 ? UNREACHABLE : IPV4_UNREACHABLE));
            assertThat(message[1]).isEqualTo((byte) (ipv6 ? 3 : 1));
            assertThat(destination(Arrays.copyOfRange(message, 8, message.length))).isEqualTo(virtual);
        }
    }

    @Test
    void shouldNotBelieveADamagedError() {
        final byte[] error = icmpv6Error(ROUTER, DIRECTOR, TOO_BIG, 0, 1_400, sendLong());
        error[error.length - 1] ^= 1;
        director.inject(Side.REAL, error);
        assertThat(director.takeDrops()).containsExactly(DropReason.ICMP_CHECKSUM);
        assertThat(sendLong()).hasSize(1_400 + overhead);
    }

    /** Whoever does not know a connection cannot shorten its packets. */
    @Test
    void shouldNotBelieveAnErrorAboutAConnectionThatIsNotKnown() {
        final byte[] tunnelled = sendLong();
        final int ports = tunnelled.length - 1_400 + (ipv6 ? 40 : 20);
        Bytes.uint16(tunnelled, ports, 4_001);
        director.inject(Side.REAL, icmpv6Error(ROUTER, DIRECTOR, TOO_BIG, 0, 1_400, tunnelled));
        assertThat(director.takeEmitted()).isEmpty();
        assertThat(sendLong()).hasSize(1_400 + overhead);
    }

    @Test
    void shouldBearErrorsThatQuoteTooLittle() {
        final byte[] tunnelled = sendShort();
        for (int length = 0; length < overhead + (ipv6 ? 44 : 24); length++) {
            director.inject(Side.REAL,
                icmpv6Error(ROUTER, DIRECTOR, TOO_BIG, 0, 1_400, Arrays.copyOf(tunnelled, length)));
            assertThat(director.takeEmitted()).as("%d bytes", length).isEmpty();
        }
    }

    private void assertTold(final int mtu) {
        final byte[] told = emitted().bytes();
        assertThat(destination(told)).isEqualTo(client);
        final ByteBuffer message = ByteBuffer.wrap(payload(told));
        assertThat(protocol(told)).isEqualTo(ipv6 ? IpPackets.ICMPV6 : 1);
        assertThat(message.get(0)).isEqualTo((byte) (ipv6 ? TOO_BIG : IPV4_UNREACHABLE));
        assertThat(message.get(1)).isEqualTo((byte) (ipv6 ? 0 : FRAGMENTATION_NEEDED));
        assertThat(message.getInt(4)).isEqualTo(mtu);
        assertThat(message.get(8) >>> 4).isEqualTo(ipv6 ? 6 : 4);
    }

    private byte[] longPacket() {
        return udp(client, 4_000, virtual, 53, 1_400 - (ipv6 ? 48 : 28), true);
    }

    /** Sends a packet of 1,400 bytes, and answers what carries it. */
    private byte[] sendLong() {
        director.inject(Side.CLIENT, longPacket());
        return emitted().bytes();
    }

    private byte[] sendShort() {
        director.inject(Side.CLIENT, udp(client, 4_000, virtual, 53, 100, true));
        return emitted().bytes();
    }

    private EmittedPacket emitted() {
        final List<EmittedPacket> all = director.takeEmitted();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }
}
