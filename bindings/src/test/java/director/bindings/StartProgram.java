/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.util.List;

/** Starts DPDK in a process of its own, uses it, prints what came of it: {@code huge|nohuge [device|pci:address]}. */
final class StartProgram {
    private static final int MEGABYTES = 64;
    private static final int BURST = 32;

    private StartProgram() {
    }

    /** Prints and always ends well, so that what was printed is compared. */
    public static void main(final String[] arguments) {
        System.out.println("available=" + Dpdk.isAvailable());
        try (HeapPool pool = new HeapPool(8, 2176)) {
            System.out.println("heapPool=" + pool.size());
        }
        EalOptions options = arguments[0].equals("huge")
            ? EalOptions.hugePages(0, MEGABYTES) : EalOptions.noHugePages(0, MEGABYTES);
        if (arguments.length > 1) {
            options = arguments[1].startsWith("pci:")
                ? options.withPciDevices(List.of(arguments[1].substring("pci:".length())))
                : options.withVirtualDevices(List.of(arguments[1]));
        }
        try (Eal eal = Eal.init(options)) {
            use(eal);
        } catch (final DpdkException | DpdkUnavailableException e) {
            System.out.println("refused: " + e);
        }
        try {
            Eal.init(options).close();
        } catch (final IllegalStateException | DpdkUnavailableException e) {
            System.out.println("again: " + e);
        }
    }

    private static void use(final Eal eal) {
        final long array = NativeMemory.allocate(BURST * Long.BYTES, Long.BYTES);
        try (Mempool pool = Mempool.create(eal, "start", 1023, 0, 2176)) {
            final int ports = EthernetPort.count(eal);
            int received = 0;
            try (EthernetPort port = EthernetPort.byId(eal, 0)) {
                port.configure(PortConfiguration.queues(1, 1));
                port.setUpRxQueue(0, 256, pool);
                port.setUpTxQueue(0, 256);
                port.start();
                received = port.rxQueue(0).burst(array, BURST);
                pool.free(array, 0, received);
            }
            System.out.println("hugePages=" + eal.hugePages() + " ports=" + ports + " received=" + received
                + " inUse=" + pool.inUse());
        }
        final HugeMemory memory = new HugeMemory(eal);
        System.out.println(memory.describe());
        try {
            memory.free(memory.allocate("table", 1 << 30, BURST));
        } catch (final IllegalStateException e) {
            System.out.println(e.getMessage());
        }
    }
}
