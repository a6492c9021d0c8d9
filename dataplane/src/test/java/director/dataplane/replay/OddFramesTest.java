/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frames that devices deliver and hardly anybody thinks of. */
class OddFramesTest {
    /** To the client port, from somebody. */
    private static final String ETHERNET = "02ff0000010002ff00000001";
    /** UDP from 10.0.0.11:4007 to 10.0.0.104:53, without payload. */
    private static final String SHORT_UDP = "4500001c04374000401122280a00000b0a000068" + "0fa7003500080000";

    private final ReplayDirector director = new ReplayDirector();

    @AfterEach
    void close() {
        assertThat(director.waiting()).as("packets without a fate").isZero();
        assertThat(director.mbufsInUse()).as("mbufs that were lost").isZero();
        director.close();
    }

    @Test
    void shouldCountOneFateOfAFragmentThatArrivesInTwoSegments() {
        director.arrive(Side.CLIENT, List.of(
            bytes(ETHERNET + "86dd" + "6000000000102c40" + "fd000000000000000000000000000011"
                + "fd000000000000000000000000000100" + "1100000100000022"),
            bytes("0fa7003500100000")));
        director.settle();
        assertThat(director.takeEmitted()).isEmpty();
        assertThat(director.waiting()).isZero();
    }

    @Test
    void shouldCarryNoPaddingThroughATunnel() {
        director.addVip("10.0.0.104");
        director.change(proxy -> proxy.addService(new ServiceSettings(Protocol.UDP, IpAddress.parse("10.0.0.104"), 53,
            "rr", 0, List.of(new RealServerSettings(
                IpAddress.parse("10.9.0.2"), 0, 1, ForwardingMethod.TUNNEL)))));
        director.arrive(Side.CLIENT, List.of(bytes(ETHERNET + "0800" + SHORT_UDP + "00".repeat(18))));
        director.settle();
        assertThat(director.takeEmitted()).singleElement()
            .satisfies(packet -> assertThat(packet.bytes()).hasSize(20 + SHORT_UDP.length() / 2));
    }

    private static byte[] bytes(final String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
