/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.util.ArrayList;
import java.util.List;

/**
 * How DPDK's environment abstraction layer is started. Immutable; the {@code with} methods answer a changed copy.
 *
 * @param mainCore the core, numbered as in the kernel, that the calling thread's lcore is bound to.
 * @param memoryMegabytes memory to take at the start; with huge pages more is taken when needed, without them this is
 *     all. 0 takes none at the start and is not allowed without huge pages.
 * @param hugePages whether memory is in huge pages; without them, tables and packets cost TLB misses.
 * @param pciDevices addresses such as {@code 0000:03:00.0} of the devices to probe; none leaves the PCI bus alone.
 * @param virtualDevices such as {@code net_null0,size=60}, attached once DPDK runs.
 * @param logLevel what DPDK logs at least: 1 emergency to 8 debug.
 */
public record EalOptions(int mainCore, int memoryMegabytes, boolean hugePages, List<String> pciDevices,
    List<String> virtualDevices, int logLevel) {
    /** DPDK's own level: information and above. */
    public static final int LOG_INFO = 7;

    private static final int LOG_DEBUG = 8;

    /**
     * Checks what needs no machine to be checked.
     *
     * @throws IllegalArgumentException if something is out of its range.
     */
    public EalOptions {
        pciDevices = List.copyOf(pciDevices);
        virtualDevices = List.copyOf(virtualDevices);
        if (memoryMegabytes < 0 || (memoryMegabytes == 0 && !hugePages)) {
            throw new IllegalArgumentException("memoryMegabytes=" + memoryMegabytes + " hugePages=" + hugePages
                + ": give at least 1; without huge pages this is all the memory there will be");
        }
        if (logLevel < 1 || logLevel > LOG_DEBUG) {
            throw new IllegalArgumentException("logLevel=" + logLevel + " is not in 1.." + LOG_DEBUG);
        }
    }

    /**
     * With huge pages, without devices.
     *
     * @param mainCore see above.
     * @param memoryMegabytes see above.
     * @return options.
     */
    public static EalOptions hugePages(final int mainCore, final int memoryMegabytes) {
        return new EalOptions(mainCore, memoryMegabytes, true, List.of(), List.of(), LOG_INFO);
    }

    /**
     * Without huge pages and without devices.
     *
     * @param mainCore see above.
     * @param memoryMegabytes see above.
     * @return options.
     */
    public static EalOptions noHugePages(final int mainCore, final int memoryMegabytes) {
        return new EalOptions(mainCore, memoryMegabytes, false, List.of(), List.of(), LOG_INFO);
    }

    /**
     * Names the PCI devices to probe.
     *
     * @param addresses see above.
     * @return a copy.
     */
    public EalOptions withPciDevices(final List<String> addresses) {
        return new EalOptions(mainCore, memoryMegabytes, hugePages, addresses, virtualDevices, logLevel);
    }

    /**
     * Names the virtual devices to make.
     *
     * @param devices see above.
     * @return a copy.
     */
    public EalOptions withVirtualDevices(final List<String> devices) {
        return new EalOptions(mainCore, memoryMegabytes, hugePages, pciDevices, devices, logLevel);
    }

    /**
     * Sets what DPDK logs at least.
     *
     * @param level see above.
     * @return a copy.
     */
    public EalOptions withLogLevel(final int level) {
        return new EalOptions(mainCore, memoryMegabytes, hugePages, pciDevices, virtualDevices, level);
    }

    /**
     * The command line of {@code rte_eal_init}. Nothing is shared with other processes, and no file is left behind.
     * Virtual devices are not part of it: DPDK would go on without one that it cannot make.
     */
    List<String> arguments() {
        final List<String> arguments = new ArrayList<>(List.of("director", "--no-telemetry"));
        arguments.add("--lcores=0@" + mainCore);
        arguments.add("--log-level=" + logLevel);
        arguments.addAll(hugePages ? List.of("--in-memory") : List.of("--no-huge", "--no-shconf"));
        if (memoryMegabytes > 0) {
            arguments.addAll(List.of("-m", Integer.toString(memoryMegabytes)));
        }
        if (pciDevices.isEmpty()) {
            arguments.add("--no-pci");
        }
        pciDevices.forEach(address -> arguments.add("--allow=" + address));
        return arguments;
    }
}
