/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Set;

/**
 * A queue of a port, reached as the inline functions of C reach it: function and data of the driver stand in the
 * exported table {@code rte_eth_fp_ops}, one entry a port.
 *
 * <p>The call is critical: it costs what a call costs in C, but the collector waits for it. The bursts of a few drivers
 * enter the kernel and may sleep there; for these the call is an ordinary one, some nanoseconds dearer.
 */
final class PollModeQueue implements RxQueue, TxQueue {
    private static final int SIZE = Layout.sizeOf("rte_eth_fp_ops");
    private static final int RX_BURST = Layout.offset("rte_eth_fp_ops.rx_pkt_burst");
    private static final int RX_DATA = Layout.offset("rte_eth_fp_ops.rxq.data");
    private static final int TX_BURST = Layout.offset("rte_eth_fp_ops.tx_pkt_burst");
    private static final int TX_DATA = Layout.offset("rte_eth_fp_ops.txq.data");

    private static final Set<String> ENTER_KERNEL = Set.of("net_af_packet", "net_af_xdp", "net_tap");

    private static final FunctionDescriptor TYPE =
        FunctionDescriptor.of(JAVA_CHAR, JAVA_LONG, JAVA_LONG, JAVA_CHAR);
    private static final MethodHandle BURST = Symbols.linkCritical(TYPE);
    private static final MethodHandle ORDINARY_BURST = Symbols.link(TYPE);

    private final MemorySegment function;
    private final long queue;
    private final boolean isCritical;

    private PollModeQueue(
        final int port, final boolean entersKernel, final int queue, final int burst, final int data) {
        final long operations = Symbols.address("rte_eth_fp_ops").address() + (long) port * SIZE;
        function = MemorySegment.ofAddress(NativeMemory.int64(operations + burst));
        this.queue = NativeMemory.int64(NativeMemory.int64(operations + data) + (long) queue * Long.BYTES);
        isCritical = !entersKernel;
    }

    static PollModeQueue receiving(final int port, final boolean entersKernel, final int queue) {
        return new PollModeQueue(port, entersKernel, queue, RX_BURST, RX_DATA);
    }

    static PollModeQueue transmitting(final int port, final boolean entersKernel, final int queue) {
        return new PollModeQueue(port, entersKernel, queue, TX_BURST, TX_DATA);
    }

    /** Whether bursts of a driver enter the kernel. */
    static boolean entersKernel(final String driver) {
        return ENTER_KERNEL.contains(driver);
    }

    @Override
    public int burst(final long mbufArray, final int count) {
        try {
            return isCritical
                ? (char) BURST.invokeExact(function, queue, mbufArray, (char) count)
                : (char) ORDINARY_BURST.invokeExact(function, queue, mbufArray, (char) count);
        } catch (final Throwable t) {
            throw Libc.unexpected(t);
        }
    }
}
