/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.stream.Collectors;

/** Sets of processor cores, as the kernel writes them: {@code 0-3,8}. */
final class CpuSet {
    private static final Path ONLINE = Path.of("/sys/devices/system/cpu/online");

    private CpuSet() {
    }

    /** The cores that run. */
    static BitSet online() {
        try {
            return parse(Files.readString(ONLINE).trim());
        } catch (final IOException e) {
            throw new UncheckedIOException(ONLINE.toString(), e);
        }
    }

    static BitSet parse(final String list) {
        final BitSet cores = new BitSet();
        for (final String range : list.split(",", -1)) {
            final int dash = range.indexOf('-');
            final int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            final int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
            cores.set(first, last + 1);
        }
        return cores;
    }

    static String format(final BitSet cores) {
        return cores.stream().mapToObj(Integer::toString).collect(Collectors.joining(","));
    }
}
