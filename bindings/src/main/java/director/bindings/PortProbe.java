/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.lang.foreign.Arena;
import java.util.BitSet;

/** Makes DPDK probe a device and finds the port that comes of it. */
final class PortProbe {
    private static final int MOST_PORTS = Layout.intConstant("RTE_MAX_ETHPORTS");
    private static final int NAME_SIZE = Layout.intConstant("RTE_ETH_NAME_MAX_LEN");

    private PortProbe() {
    }

    /** Answers the number of the new port. */
    static int attach(final Eal eal, final String deviceArguments) {
        final DpdkLog log = eal.log();
        final BitSet before = ports();
        requireNew(deviceArguments, before);
        log.forget();
        final int answer;
        try (Arena arena = Arena.ofConfined()) {
            answer = (int) PortCalls.PROBE.call(arena.allocateFrom(deviceArguments).address());
        }
        final String call = call(deviceArguments);
        if (answer < 0) {
            throw new DpdkException(call, answer, Privileges.hint(), log.recent());
        }
        final BitSet made = ports();
        made.andNot(before);
        if (made.isEmpty()) {
            throw new DpdkException(call, Errno.ENODEV,
                "the device made no port; is it an Ethernet device, and its driver installed?",
                log.recent());
        }
        return made.nextSetBit(0);
    }

    private static String call(final String deviceArguments) {
        return "rte_dev_probe " + deviceArguments;
    }

    /** DPDK itself probes a device again without a word, and nothing new comes of it. */
    private static void requireNew(final String deviceArguments, final BitSet ports) {
        final int comma = deviceArguments.indexOf(',');
        final String device = comma < 0 ? deviceArguments : deviceArguments.substring(0, comma);
        ports.stream().filter(port -> name(port).equals(device)).findFirst().ifPresent(port -> {
            throw new DpdkException(call(deviceArguments), Errno.EEXIST,
                "the device is port " + port + " already; use that one, or another name");
        });
    }

    /** The name of a port, which for most devices is that of the device. */
    static String name(final int port) {
        try (Arena arena = Arena.ofConfined()) {
            final long text = arena.allocate(NAME_SIZE).address();
            PortCalls.NAME.check(port, text);
            return NativeMemory.string(text);
        }
    }

    /** The numbers of all ports. */
    static BitSet ports() {
        final BitSet ports = new BitSet();
        for (long port = next(0); port < MOST_PORTS; port = next(port + 1)) {
            ports.set((int) port);
        }
        return ports;
    }

    private static long next(final long port) {
        return (char) PortCalls.FIND_NEXT.call(port);
    }
}
