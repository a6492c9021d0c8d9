/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.lang.foreign.Arena;
import java.util.BitSet;

/** Makes DPDK probe a device and finds the port that comes of it. */
final class PortProbe {
    private static final int MOST_PORTS = Layout.intConstant("RTE_MAX_ETHPORTS");

    private PortProbe() {
    }

    /** Answers the number of the new port. */
    static int attach(final Eal eal, final String deviceArguments) {
        final DpdkLog log = eal.log();
        final BitSet before = ports();
        log.forgetProblems();
        final int answer;
        try (Arena arena = Arena.ofConfined()) {
            answer = (int) PortCalls.PROBE.call(arena.allocateFrom(deviceArguments).address());
        }
        final String call = "rte_dev_probe " + deviceArguments;
        if (answer == -Errno.EEXIST) {
            throw new DpdkException(call, answer, "the device is attached already; use its port or another name");
        }
        if (answer < 0) {
            throw new DpdkException(call, answer, Privileges.hint() + log.problems());
        }
        final BitSet made = ports();
        made.andNot(before);
        if (made.isEmpty()) {
            throw new DpdkException(call, Errno.ENODEV,
                "the device made no port; is it an Ethernet device, and its driver installed? " + log.problems());
        }
        return made.nextSetBit(0);
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
