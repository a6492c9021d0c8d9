/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.address.IpAddress;
import director.dataplane.conductor.ServiceException;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.status.DropReason;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplayDirectorTest {
    /** From 10.0.0.10:3856 to 198.51.100.106:443, TCP SYN, TTL 64, as recorded. */
    private static final String SYN =
        "4500003001524000400604cf0a00000ac633646a0f1001bb50d6f2740000000070022000db5a0000020405b401030307";
    private static final String SYN_TO_REAL_SERVER =
        "45000030015240003f0688520a00000a0a099e110f10003550d6f27400000000700220005f640000020405b401030307";
    private static final String ANSWER =
        "4528002c015300000206052e0a099e110a00000a00350f10d98606b450d6f2756012200093260000020405b4";
    private static final String ANSWER_TO_CLIENT =
        "4528002c01530000010683aac633646a0a00000a01bb0f10d98606b450d6f275601220000f1d0000020405b4";
    /** The same SYN from 192.0.2.1, which is behind the gateway. */
    private static final String SYN_FROM_AFAR =
        "450000300152400040064ed7c0000201c633646a0f1001bb50d6f27400000000700220002563"
            + "0000020405b401030307";

    private final ReplayDirector director = new ReplayDirector();

    @AfterEach
    void close() {
        assertThat(director.mbufsInUse()).as("mbufs that were lost").isZero();
        director.close();
    }

    @Test
    void shouldForwardBothWaysAsLinuxDoes() {
        addService();

        director.inject(Side.CLIENT, bytes(SYN));
        assertThat(director.takeEmitted()).singleElement().satisfies(packet -> {
            assertThat(packet.side()).isEqualTo(Side.REAL);
            assertThat(packet.via()).isEqualTo("10.9.158.17");
            assertThat(HexFormat.of().formatHex(packet.bytes())).isEqualTo(SYN_TO_REAL_SERVER);
        });
        director.inject(Side.REAL, bytes(ANSWER));
        assertThat(director.takeEmitted()).singleElement().satisfies(packet -> {
            assertThat(packet.side()).isEqualTo(Side.CLIENT);
            assertThat(packet.via()).isEqualTo("10.0.0.10");
            assertThat(HexFormat.of().formatHex(packet.bytes())).isEqualTo(ANSWER_TO_CLIENT);
        });
        assertThat(director.takeEmitted()).isEmpty();
    }

    @Test
    void shouldAnswerThroughTheGatewayWhenTheClientIsFarAway() {
        addService();
        final byte[] syn = bytes(SYN_FROM_AFAR);
        sealHeader(syn);
        director.inject(Side.CLIENT, syn);
        assertThat(director.takeEmitted()).hasSize(1);

        final byte[] answer = bytes("4500002c015300003f0600000a099e11c000020100350f10d98606b450d6f275601220000000"
            + "0000020405b4");
        sealHeader(answer);
        director.inject(Side.REAL, answer);

        assertThat(director.takeEmitted()).singleElement()
            .satisfies(packet -> assertThat(packet.via()).isEqualTo("10.0.0.1"));
    }

    @Test
    void shouldListAConnectionUntilItsTimeIsOver() {
        addService();
        director.advanceTo(1_000);
        director.inject(Side.CLIENT, bytes(SYN));

        assertThat(director.connections()).singleElement().satisfies(row -> {
            assertThat(row.protocol()).isEqualTo("TCP");
            assertThat(row.clientAddress() + " " + row.clientPort()).isEqualTo("10.0.0.10 3856");
            assertThat(row.virtualAddress() + " " + row.virtualPort()).isEqualTo("198.51.100.106 443");
            assertThat(row.destinationAddress() + " " + row.destinationPort()).isEqualTo("10.9.158.17 53");
            assertThat(row.state()).isEqualTo("SYN_RECV");
            assertThat(row.expiresSeconds()).isBetween(59L, 60L);
        });
        director.advanceTo(31_000);
        assertThat(director.connections().getFirst().expiresSeconds()).isBetween(29L, 30L);
        director.advanceTo(60_900);
        assertThat(director.connections()).hasSize(1);
        director.advanceTo(61_500);
        assertThat(director.connections()).isEmpty();
    }

    @Test
    void shouldSayWhyAPacketWasDroppedOnce() {
        director.addVip("198.51.100.106");
        director.inject(Side.CLIENT, bytes(SYN));

        assertThat(director.takeEmitted()).as("reset").singleElement().satisfies(packet -> {
            assertThat(packet.side()).isEqualTo(Side.CLIENT);
            assertThat(packet.bytes()[33]).as("RST and ACK").isEqualTo((byte) 0x14);
        });
        assertThat(director.takeDrops()).containsExactly(DropReason.NO_SERVICE);
        assertThat(director.takeDrops()).isEmpty();
    }

    @Test
    void shouldKnowAnAddressWithoutAServiceFromAForeignOne() {
        director.inject(Side.CLIENT, bytes(SYN));
        assertThat(director.takeEmitted()).as("forwarded").singleElement()
            .satisfies(packet -> assertThat(packet.via()).isEqualTo("10.0.0.1"));
        assertThat(director.takeDrops()).isEmpty();
    }

    @Test
    void shouldObeyAChangedMtu() {
        addService();
        director.mtu(Side.REAL, 47);
        director.inject(Side.CLIENT, bytes(SYN));
        assertThat(director.takeDrops()).containsExactly(DropReason.MTU_EXCEEDED);
        assertThat(director.takeEmitted()).as("fragmentation needed").singleElement()
            .satisfies(packet -> assertThat(packet.side()).isEqualTo(Side.CLIENT));

        director.mtu(Side.REAL, 48);
        director.inject(Side.CLIENT, bytes(SYN));
        assertThat(director.takeEmitted()).hasSize(1);
    }

    @Test
    void shouldHandOnTheRefusalOfTheConductor() {
        addService();
        assertThatThrownBy(this::addService).isInstanceOf(ServiceException.class)
            .hasMessageContaining("exists already");
    }

    @Test
    void shouldRefuseWhatItCannotDoYet() {
        assertThatThrownBy(() -> director.sysctl("net.ipv4.vs.lazy_tcp", "1"))
            .isInstanceOf(NotSupportedException.class)
            .hasMessage("not supported yet: sysctl net.ipv4.vs.lazy_tcp");
        assertThatThrownBy(() -> director.synchronise(new byte[0])).isInstanceOf(NotSupportedException.class);
        assertThatThrownBy(() -> director.inject(Side.CLIENT, new byte[40_000]))
            .hasMessage("not supported yet: an IP packet of 40000 bytes");
    }

    @Test
    void shouldStandPacketsOfAnyLength() {
        for (int length = 0; length < 60; length++) {
            director.inject(Side.CLIENT, new byte[length]);
        }
        assertThat(director.takeEmitted()).isEmpty();
    }

    private void addService() {
        director.change(proxy -> proxy.addService(new ServiceSettings(Protocol.TCP,
            IpAddress.parse("198.51.100.106"), 443, "rr", 0, List.of(new RealServerSettings(
                IpAddress.parse("10.9.158.17"), 53, 1, ForwardingMethod.NAT)))));
    }

    private static byte[] bytes(final String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static void sealHeader(final byte[] ip) {
        ip[10] = 0;
        ip[11] = 0;
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += (ip[i] & 0xFF) << 8 | (ip[i + 1] & 0xFF);
        }
        sum = (sum & 0xFFFF) + (sum >> 16);
        sum = (sum & 0xFFFF) + (sum >> 16);
        ip[10] = (byte) (~sum >> 8);
        ip[11] = (byte) ~sum;
    }
}
