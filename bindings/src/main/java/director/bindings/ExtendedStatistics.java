/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the counters that only a driver knows by name ({@code struct rte_eth_xstat}). */
final class ExtendedStatistics {
    private static final int SIZE_OF_VALUE = Layout.sizeOf("rte_eth_xstat");
    private static final int ID = Layout.offset("rte_eth_xstat.id");
    private static final int VALUE = Layout.offset("rte_eth_xstat.value");
    private static final int SIZE_OF_NAME = Layout.sizeOf("rte_eth_xstat_name");
    private static final int NAME = Layout.offset("rte_eth_xstat_name.name");

    private static final ControlCall GET_NAMES =
        ControlCall.of("int rte_eth_xstats_get_names", "u16 port", "ptr names", "int size");
    private static final ControlCall GET =
        ControlCall.of("int rte_eth_xstats_get", "u16 port", "ptr values", "int size");

    private ExtendedStatistics() {
    }

    static Map<String, Long> read(final int port) {
        final int size = GET_NAMES.check(port, 0, 0);
        final Map<String, Long> statistics = new LinkedHashMap<>();
        try (Arena arena = Arena.ofConfined()) {
            final long names = arena.allocate((long) SIZE_OF_NAME * size + 1).address();
            final long values = arena.allocate((long) SIZE_OF_VALUE * size + 1, Long.BYTES).address();
            GET_NAMES.check(port, names, size);
            final int count = Math.min(size, GET.check(port, values, size));
            for (int i = 0; i < count; i++) {
                final long value = values + (long) i * SIZE_OF_VALUE;
                final long name = names + NativeMemory.int64(value + ID) * SIZE_OF_NAME + NAME;
                statistics.put(NativeMemory.string(name), NativeMemory.int64(value + VALUE));
            }
        }
        return statistics;
    }
}
