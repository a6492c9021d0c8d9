/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import static director.dataplane.testkit.IpPackets.destination;
import static director.dataplane.testkit.IpPackets.packet;
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
import director.dataplane.status.DropReason;
import director.schedulers.SchedulerRegistry;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * AH and ESP have no ports, and are scheduled by nobody: they follow the UDP connection of port 500 that their keys
 * were agreed on by, as in Linux ({@code ip_vs_proto_ah_esp}). What belongs to none is the host's or a router's
 * business.
 */
@ParameterizedClass
@CsvSource({
    "10.0.0.7, 10.0.0.100, 10.9.0.1, 10.9.0.254, 50, 1",
    "10.0.0.7, 10.0.0.100, 10.9.0.1, 10.9.0.254, 51, 1",
    "fd00::7, fd00::100, fd09::1, fd09::254, 50, 1",
    "fd00::7, fd00::100, fd09::1, fd09::254, 51, 1",
    "10.0.0.7, 10.0.0.100, 10.9.0.1, 10.9.0.254, 50, 3",
    "10.0.0.7, 10.0.0.100, 10.9.0.1, 10.9.0.254, 51, 3",
    "fd00::7, fd00::100, fd09::1, fd09::254, 50, 3",
    "fd00::7, fd00::100, fd09::1, fd09::254, 51, 3"})
class IpsecTest {
    private static final int ISAKMP = 500;
    private static final int TCP = 6;
    private static final int IPV4_IN_IP = 4;
    private static final int IPV6_IN_IP = 41;

    private final ReplayDirector director;
    private final String client;
    private final String virtual;
    private final String real;
    private final String own;
    private final int protocol;

    IpsecTest(
        final String client,
        final String virtual,
        final String real,
        final String own,
        final int protocol,
        final int workers) {
        this.director = new ReplayDirector(
            SchedulerRegistry.load(), ReplayNetwork.STANDARD, ReplayDirector.MAX_CONNECTIONS, workers);
        this.client = client;
        this.virtual = virtual;
        this.real = real;
        this.own = own;
        this.protocol = protocol;
    }

    @AfterEach
    void close() {
        assertThat(director.mbufsInUse()).as("mbufs that were lost").isZero();
        director.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NAT", "DIRECT_ROUTING", "TUNNEL"})
    void shouldTakeItToTheRealServerOfItsKeyExchange(final ForwardingMethod method) {
        service(method);
        exchangeKeys();
        final byte[] sent = packet(client, virtual, protocol, protectedPayload());
        director.inject(Side.CLIENT, sent);
        final byte[] arrived = emitted(Side.REAL);
        switch (method) {
            case NAT -> {
                assertThat(destination(arrived)).isEqualTo(real);
                assertThat(protocol(arrived)).isEqualTo(protocol);
                assertThat(payload(arrived)).isEqualTo(protectedPayload());
            }
            case DIRECT_ROUTING -> {
                assertThat(destination(arrived)).isEqualTo(virtual);
                assertThat(payload(arrived)).isEqualTo(protectedPayload());
            }
            default -> {
                assertThat(source(arrived)).isEqualTo(own);
                assertThat(destination(arrived)).isEqualTo(real);
                assertThat(protocol(arrived)).isEqualTo(client.contains(":") ? IPV6_IN_IP : IPV4_IN_IP);
                final byte[] inner = payload(arrived);
                assertThat(destination(inner)).isEqualTo(virtual);
                assertThat(payload(inner)).isEqualTo(protectedPayload());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "NAT")
    void shouldTakeAnswersToTheClientFromTheVirtualAddress(final ForwardingMethod method) {
        service(method);
        exchangeKeys();
        director.inject(Side.REAL, packet(real, client, protocol, protectedPayload()));
        final byte[] arrived = emitted(Side.CLIENT);
        assertThat(source(arrived)).isEqualTo(virtual);
        assertThat(destination(arrived)).isEqualTo(client);
        assertThat(payload(arrived)).isEqualTo(protectedPayload());
    }

    /** The host says that it does not speak the protocol: nobody is asked to choose a real server. */
    @ParameterizedTest
    @ValueSource(strings = {"NAT", "DIRECT_ROUTING", "TUNNEL"})
    void shouldRefuseWhatHasNoKeyExchange(final ForwardingMethod method) {
        service(method);
        director.inject(Side.CLIENT, packet(client, virtual, protocol, protectedPayload()));
        assertThat(director.takeDrops()).containsExactly(DropReason.PROTOCOL_UNSUPPORTED);
        assertThat(director.takeEmitted()).singleElement().satisfies(packet -> {
            assertThat(packet.side()).isEqualTo(Side.CLIENT);
            assertThat(source(packet.bytes())).isEqualTo(virtual);
        });
        assertThat(director.connectionCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {ISAKMP + 1, 4_500})
    void shouldNotFollowAConnectionOfAnotherPort(final int port) {
        service(ForwardingMethod.NAT);
        exchangeKeys(port);
        director.inject(Side.CLIENT, packet(client, virtual, protocol, protectedPayload()));
        assertThat(director.takeDrops()).containsExactly(DropReason.PROTOCOL_UNSUPPORTED);
        director.takeEmitted();
    }

    /** A packet of a real server without connection is routed as any other. */
    @ParameterizedTest
    @ValueSource(strings = "NAT")
    void shouldRouteWhatComesFromARealServerWithoutKeyExchange(final ForwardingMethod method) {
        service(method);
        director.inject(Side.REAL, packet(real, client, protocol, protectedPayload()));
        assertThat(source(emitted(Side.CLIENT))).isEqualTo(real);
    }

    private void service(final ForwardingMethod method) {
        director.change(proxy -> proxy.addService(new ServiceSettings(Protocol.UDP, IpAddress.parse(virtual), ISAKMP,
            "rr", 0, List.of(new RealServerSettings(IpAddress.parse(real), ISAKMP, 1, method)))));
    }

    private void exchangeKeys() {
        exchangeKeys(ISAKMP);
    }

    private void exchangeKeys(final int sourcePort) {
        director.inject(Side.CLIENT, udp(client, sourcePort, virtual, ISAKMP, 28, false));
        emitted(Side.REAL);
    }

    private byte[] emitted(final Side side) {
        final List<EmittedPacket> all = director.takeEmitted();
        assertThat(all).hasSize(1);
        assertThat(all.getFirst().side()).isEqualTo(side);
        return all.getFirst().bytes();
    }

    /** AH in front of TCP, or what could be ESP: SPI, sequence number, check value or cipher text. */
    private static byte[] protectedPayload() {
        return ByteBuffer.allocate(44).put((byte) TCP).put((byte) 4).putShort((short) 0).putInt(0x1234_5678).putInt(1)
            .putInt(0xC0FF_EE00).putInt(0xDEAD_BEEF).putInt(7).array();
    }
}
