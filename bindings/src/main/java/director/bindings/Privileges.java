/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this process may do what DPDK needs. */
final class Privileges {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long CAP_NET_ADMIN = 1L << 12;
    private static final long CAP_NET_RAW = 1L << 13;
    private static final long CAP_IPC_LOCK = 1L << 14;
    private static final int HEX = 16;

    private Privileges() {
    }

    /** What to do when capabilities are missing that a refused call may have needed; else nothing. */
    static String hint() {
        final StringBuilder missing = new StringBuilder();
        final long held = effective();
        if ((held & CAP_NET_ADMIN) == 0) {
            missing.append(" CAP_NET_ADMIN");
        }
        if ((held & CAP_NET_RAW) == 0) {
            missing.append(" CAP_NET_RAW");
        }
        if ((held & CAP_IPC_LOCK) == 0) {
            missing.append(" CAP_IPC_LOCK");
        }
        return missing.isEmpty() ? "" : "this process lacks" + missing + ", run it as root";
    }

    private static long effective() {
        try {
            for (final String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("CapEff:")) {
                    return Long.parseUnsignedLong(line.substring(line.indexOf(':') + 1).trim(), HEX);
                }
            }
        } catch (final IOException e) {
            // Without /proc nothing can be said.
            return -1;
        }
        return -1;
    }
}
