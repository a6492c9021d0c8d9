/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import director.dataplane.address.IpAddress;
import director.dataplane.header.Ipv6;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Errors about IPv6, as they came to Linux and as they left, a hop later. */
class IcmpRewriteTest {
    private static final String FROM_REAL =
        "6000000000343a40fd09000000000000000000000000000120010db801630000000000000000"
        + "773c0104f97500000000600000000014113f20010db801630000000000000000"
        + "773cfd0900000000000000000000000043fd08ae0053";
    private static final String TO_CLIENT =
        "6000000000343a3f20010db800050000000000000000510d20010db801630000000000000000"
        + "773c010439f400000000600000000014113f20010db801630000000000000000"
        + "773c20010db800050000000000000000510d08ae0050";
    private static final int ICMP = 40;

    private final long memory = NativeMemory.allocate(256, 64);

    @AfterEach
    void free() {
        NativeMemory.free(memory);
    }

    @Test
    void shouldTellAClientInTheNameOfTheVirtualService() {
        final byte[] packet = HexFormat.of().parseHex(FROM_REAL);
        final IpAddress virtual = IpAddress.parse("2001:db8:5::510d");
        NativeMemory.bytes(memory, packet);
        IcmpRewrite.source(true, memory, memory + ICMP, packet.length - ICMP, virtual.wireHigh(), virtual.wireLow(),
            0x5000);
        Ipv6.decrementHopLimit(memory);
        assertThat(NativeMemory.bytes(memory, packet.length)).isEqualTo(HexFormat.of().parseHex(TO_CLIENT));
    }

    @Test
    void shouldReadQuotesThatReachToThePorts() {
        final byte[] packet = HexFormat.of().parseHex(FROM_REAL);
        NativeMemory.bytes(memory, packet);
        final long quoted = memory + ICMP + 8;
        for (int length = -1; length < 44; length++) {
            assertThat(Quote.read(true, quoted, length)).as("%d bytes", length).isEqualTo(Quote.NONE);
        }
        final long quote = Quote.read(true, quoted, 44);
        assertThat(Quote.protocol(quote)).isEqualTo(17);
        assertThat(Quote.transport(quote)).isEqualTo(40);
        assertThat(Quote.read(false, quoted, 44)).isEqualTo(Quote.NONE);
    }
}
