/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.testkit.CountingMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that are opened together; {@link ConnectionTableTest} compares them with those opened alone. */
class OpeningsTest {
    private static final int TCP = 6;
    private static final int CLIENT = 0x0A00_0000;
    private static final int VIRTUAL = 0x0B00_0001;
    private static final int SERVER = 0x0C00_0001;
    private static final long NOW_NS = 1_000_000_000L;

    private final CountingMemory memory = new CountingMemory();
    private ConnectionTable table;
    private Openings openings;

    @BeforeEach
    void makeTable() {
        table = new ConnectionTable(memory, 0, 100_000, 7, NOW_NS, new Timeouts(), record -> { });
        openings = table.flows().openings();
    }

    @AfterEach
    void shouldHaveFreedEverything() {
        table.close();
        assertThat(memory.taken()).isZero();
    }

    @Test
    void shouldFindAClientAtOnceAndItsServerWhenSettled() {
        final long record = TupleIndexTest.fill(table, 5);
        assertThat(openings.insert(record, NOW_NS)).isTrue();
        assertThat(find(inbound(5), CLIENT, VIRTUAL, 5 | 80 << 16)).isEqualTo(record);
        assertThat(find(outbound(5), SERVER, CLIENT, 8_080 | 5 << 16)).isZero();
        openings.settle();
        TupleIndexTest.assertFound(table, 5);
    }

    @Test
    void shouldBeConcernedWithBothTuplesUntilSettled() {
        assertThat(openings.concerns(inbound(5))).isFalse();
        openings.insert(TupleIndexTest.fill(table, 5), NOW_NS);
        assertThat(openings.concerns(inbound(5))).isTrue();
        assertThat(openings.concerns(outbound(5))).isTrue();
        assertThat(openings.concerns(inbound(6))).isFalse();
        openings.settle();
        assertThat(openings.concerns(inbound(5))).isFalse();
        assertThat(openings.concerns(outbound(5))).isFalse();
    }

    @Test
    void shouldRefuseATupleThatIsThere() {
        openings.insert(TupleIndexTest.fill(table, 5), NOW_NS);
        final long second = TupleIndexTest.fill(table, 5);
        assertThat(openings.insert(second, NOW_NS)).isFalse();
        table.remove(second);
        openings.settle();
        TupleIndexTest.assertFound(table, 5);
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void shouldFindAllOfMoreThanABurst() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(openings.insert(TupleIndexTest.fill(table, i), NOW_NS)).isTrue();
        }
        openings.settle();
        for (int i = 0; i < 1_000; i++) {
            TupleIndexTest.assertFound(table, i);
        }
    }

    @Test
    void shouldForgetNothingOfAConnectionThatEndsAfterwards() {
        final long record = TupleIndexTest.fill(table, 5);
        openings.insert(record, NOW_NS);
        openings.settle();
        table.expireNow(record);
        table.expire(NOW_NS, 10);
        assertThat(find(inbound(5), CLIENT, VIRTUAL, 5 | 80 << 16)).isZero();
        assertThat(find(outbound(5), SERVER, CLIENT, 8_080 | 5 << 16)).isZero();
        assertThat(table.size()).isZero();
    }

    /** The caller hears of it while the packet can still be dropped. */
    @Test
    void shouldRefuseAtOnceWhatACrowdedIndexHasNoRoomFor() {
        memory.exhaustAfter(1);
        int opened = 0;
        boolean refused = false;
        for (int i = 0; i < 1_000 && !refused; i++) {
            refused = !openings.insert(TupleIndexTest.fill(table, i), NOW_NS);
            opened += refused ? 0 : 1;
        }
        assertThat(refused).isTrue();
        openings.settle();
        assertThat(table.size()).isEqualTo(opened);
        for (int i = 0; i < opened; i++) {
            TupleIndexTest.assertFound(table, i);
        }
    }

    private long find(final long hash, final int source, final int destination, final int ports) {
        return table.findIpv4(hash, source, destination, ports, TCP);
    }

    private long inbound(final int port) {
        return table.hashIpv4(CLIENT, VIRTUAL, port | 80 << 16, TCP);
    }

    private long outbound(final int port) {
        return table.hashIpv4(SERVER, CLIENT, 8_080 | port << 16, TCP);
    }
}
