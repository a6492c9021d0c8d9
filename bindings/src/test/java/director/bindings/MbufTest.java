/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MbufTest {
    private static final int DATA_ROOM = Mbuf.HEADROOM + 256;
    private final HeapPool pool = new HeapPool(4, DATA_ROOM);
    private long mbuf;

    @BeforeEach
    void allocate() {
        mbuf = pool.allocate();
    }

    @AfterEach
    void shouldHaveAllMbufsBack() {
        pool.free(mbuf);
        assertThat(pool.inUse()).isZero();
        pool.close();
    }

    @Test
    void shouldStartEmptyBehindItsHeadroom() {
        assertThat(Mbuf.dataLength(mbuf)).isZero();
        assertThat(Mbuf.packetLength(mbuf)).isZero();
        assertThat(Mbuf.segments(mbuf)).isEqualTo(1);
        assertThat(Mbuf.next(mbuf)).isZero();
        assertThat(Mbuf.refCount(mbuf)).isEqualTo(1);
        assertThat(Mbuf.port(mbuf)).isEqualTo(0xffff);
        assertThat(Mbuf.headroom(mbuf)).isEqualTo(Mbuf.HEADROOM);
        assertThat(Mbuf.tailroom(mbuf)).isEqualTo(256);
        assertThat(Mbuf.data(mbuf)).isEqualTo(mbuf + Mbuf.SIZE + Mbuf.HEADROOM);
    }

    @Test
    void shouldGrowAtBothEndsAsFarAsThereIsRoom() {
        final long data = Mbuf.data(mbuf);
        assertThat(Mbuf.append(mbuf, 200)).isEqualTo(data);
        assertThat(Mbuf.append(mbuf, 56)).isEqualTo(data + 200);
        assertThat(Mbuf.append(mbuf, 1)).isZero();
        assertThat(Mbuf.prepend(mbuf, Mbuf.HEADROOM + 1)).isZero();
        assertThat(Mbuf.prepend(mbuf, Mbuf.HEADROOM)).isEqualTo(data - Mbuf.HEADROOM).isEqualTo(Mbuf.data(mbuf));
        assertThat(Mbuf.dataLength(mbuf)).isEqualTo(DATA_ROOM);
        assertThat(Mbuf.packetLength(mbuf)).isEqualTo(DATA_ROOM);
    }

    @Test
    void shouldShrinkAtBothEndsAsFarAsThereIsData() {
        final long data = Mbuf.data(mbuf);
        Mbuf.append(mbuf, 100);
        assertThat(Mbuf.adjust(mbuf, 101)).isZero();
        assertThat(Mbuf.trim(mbuf, 101)).isFalse();
        assertThat(Mbuf.adjust(mbuf, 14)).isEqualTo(data + 14);
        assertThat(Mbuf.trim(mbuf, 6)).isTrue();
        assertThat(Mbuf.dataLength(mbuf)).isEqualTo(80);
        assertThat(Mbuf.packetLength(mbuf)).isEqualTo(80);
        assertThat(Mbuf.headroom(mbuf)).isEqualTo(Mbuf.HEADROOM + 14);
    }

    @Test
    void shouldForgetEverythingWhenAllocatedAgain() {
        Mbuf.append(mbuf, 60);
        Mbuf.port(mbuf, 3);
        Mbuf.vlanTag(mbuf, 7);
        Mbuf.offloadFlags(mbuf, Mbuf.TX_IPV4 | Mbuf.TX_TCP_CKSUM);
        Mbuf.txOffload(mbuf, 14, 20, 20, 0);
        assertThat(Mbuf.txL2Length(mbuf)).isEqualTo(14);
        assertThat(Mbuf.txL3Length(mbuf)).isEqualTo(20);
        pool.free(mbuf);
        final long again = pool.allocate();
        assertThat(again).isEqualTo(mbuf);
        assertThat(Mbuf.packetLength(mbuf)).isZero();
        assertThat(Mbuf.port(mbuf)).isEqualTo(0xffff);
        assertThat(Mbuf.offloadFlags(mbuf)).isZero();
        assertThat(Mbuf.vlanTag(mbuf)).isZero();
        assertThat(NativeMemory.int64(mbuf + Layout.offset("rte_mbuf.tx_offload"))).isZero();
    }

    @Test
    void shouldPackOffloadLengthsWhereDevicesReadThem() {
        Mbuf.txOffload(mbuf, 127, 0, 255, 0);
        final long offload = mbuf + Layout.offset("rte_mbuf.tx_offload");
        assertThat(NativeMemory.int64(offload)).isEqualTo(127 | (255L << 16));
        Mbuf.txOffload(mbuf, 0, 511, 0, 1448);
        assertThat(NativeMemory.int64(offload)).isEqualTo((511 << 7) | (1448L << 24));
    }

    @Test
    void shouldKeepCountOfChainedSegments() {
        final long tail = pool.allocate();
        Mbuf.append(mbuf, 60);
        Mbuf.append(tail, 40);
        Mbuf.chain(mbuf, tail);
        assertThat(Mbuf.segments(mbuf)).isEqualTo(2);
        assertThat(Mbuf.packetLength(mbuf)).isEqualTo(100);
        assertThat(Mbuf.dataLength(mbuf)).isEqualTo(60);
        assertThat(Mbuf.next(mbuf)).isEqualTo(tail);
    }
}
