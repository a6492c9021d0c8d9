/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A burst allocates nothing on the Java heap. */
@ExtendWith(WithDpdk.class)
class BurstAllocationTest {
    private static final int BURSTS = 1_000_000;
    private static final int BURST = 32;
    private final Eal eal;

    BurstAllocationTest(final Eal eal) {
        this.eal = eal;
    }

    @Test
    void shouldAllocateNothingInAMillionBursts() {
        final long array = NativeMemory.allocate(BURST * Long.BYTES, Long.BYTES);
        try (Mempool pool = Mempool.create(eal, "bursts", 1023, 256, 2176);
            EthernetPort port = EthernetPort.attach(eal, "net_null0")) {
            port.configure(PortConfiguration.queues(1, 1));
            port.setUpRxQueue(0, 256, pool);
            port.setUpTxQueue(0, 256);
            port.start();
            final RxQueue rx = port.rxQueue(0);
            final TxQueue tx = port.txQueue(0);
            forward(rx, tx, pool, array);
            forward(rx, tx, pool, array);
            final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            threads.getCurrentThreadAllocatedBytes();
            final long before = threads.getCurrentThreadAllocatedBytes();
            final long packets = forward(rx, tx, pool, array);
            final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(packets).isEqualTo((long) BURSTS * BURST);
            assertThat(allocated).isZero();
            assertThat(pool.inUse()).isZero();
        }
        NativeMemory.free(array);
    }

    /** Sends all but the first packet of a burst, frees that one, and takes and frees another. */
    private static long forward(final RxQueue rx, final TxQueue tx, final PacketPool pool, final long array) {
        long packets = 0;
        for (int i = 0; i < BURSTS; i++) {
            final int received = rx.burst(array, BURST);
            packets += received;
            pool.free(array, 0, 1);
            final int sent = tx.burst(array + Long.BYTES, received - 1);
            pool.free(array, 1 + sent, received);
            pool.free(pool.allocate());
        }
        return packets;
    }
}
