/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.HeapMemory;
import director.bindings.HeapPool;
import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that say more follows where the packet ends: nothing behind it is read, where memory is checked. */
class ReachTest {
    private static final String ADDRESSES = "fd000000000000000000000000000010fd000000000000000000000000000100";
    private static final int MTU = 1_280;

    private final Fragmenter fragmenter = new Fragmenter();

    /** An IPv6 packet that ends in the middle of its extension headers, or before the first. */
    @ParameterizedTest
    @ValueSource(strings = {
        "6000000000000040" + ADDRESSES,
        "6000000000012b40" + ADDRESSES + "3c",
        "6000000000083c40" + ADDRESSES + "2b00010400000000",
        "60000000000c3c40" + ADDRESSES + "2b0001040000000000010400",
        "6000000000083c40" + ADDRESSES + "2b01010400000000",
        "6000000000083c40" + ADDRESSES + "2c00010400000000",
    })
    void shouldNotLookForExtensionHeadersBehindThePacket(final String packet) {
        final byte[] bytes = HexFormat.of().parseHex(packet);
        final long ip = NativeMemory.allocate(bytes.length, 8);
        NativeMemory.bytes(ip, bytes);
        try (Reassembly reassembly = new Reassembly(new HeapMemory(), 8, Reassembly.MIN_BYTES, 64, 1)) {
            assertThat(reassembly.add(ip, bytes.length, 0, 0)).isEqualTo(Reassembly.MALFORMED);
        }
        fragmenter.beginIpv6(ip, bytes.length, MTU, 1, Fragmenter.anywhere());
        assertThat(fragmenter.hasNext()).isFalse();
        NativeMemory.free(ip);
    }

    /** The last byte of the header begins an option, whose length would be the first byte behind the header. */
    @Test
    void shouldNotLookForTheLengthOfAnOptionBehindTheHeader() {
        final byte[] bytes = new byte[24 + 24];
        System.arraycopy(HexFormat.of().parseHex("460000300001000040110000" + "0a00000a0a000064" + "01010144"), 0,
            bytes, 0, 24);
        final long ip = NativeMemory.allocate(bytes.length, 8);
        NativeMemory.bytes(ip, bytes);
        final HeapPool pool = new HeapPool(1, Mbuf.HEADROOM + 64);
        final long mbuf = pool.allocate();
        assertThat(fragmenter.beginIpv4(ip, bytes.length, 40, false)).isTrue();
        while (fragmenter.hasNext()) {
            final int length = fragmenter.nextLength();
            fragmenter.write(Mbuf.data(mbuf));
            Mbuf.append(mbuf, length);
            assertThat(NativeMemory.uint8(Mbuf.data(mbuf) + 23)).isEqualTo(0x44);
            Mbuf.trim(mbuf, length);
            pool.free(mbuf);
            assertThat(pool.allocate()).isEqualTo(mbuf);
        }
        pool.free(mbuf);
        pool.close();
        NativeMemory.free(ip);
    }
}
