/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.bench.support.BenchException;
import director.bindings.Dpdk;
import director.bindings.LcoreThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/**
 * Where measurements with packets run.
 *
 * @param worker  the core that forwards.
 * @param control the core of all else.
 */
public record Cores(int worker, int control) {
    private static final Path SELF = Path.of("/proc/self");
    private static final int ROOT = 0;

    /**
     * The cores of this machine, which is asked whether it has all else that is needed, too.
     *
     * @return two of those that this process may use.
     * @throws BenchException                           naming what is missing: root, or a second core.
     * @throws director.bindings.DpdkUnavailableException if DPDK is.
     * @throws IOException                              if the kernel does not tell who runs this.
     */
    public static Cores require() throws IOException {
        Dpdk.version();
        if (!Files.getAttribute(SELF, "unix:uid").equals(ROOT)) {
            throw BenchException.unavailable("DPDK with huge pages needs root: run as root");
        }
        final BitSet cores = LcoreThread.affinity();
        if (cores.cardinality() < 2) {
            throw BenchException.unavailable("two cores are needed, one that forwards and one for all else; this "
                + "process may use " + cores);
        }
        return new Cores(cores.length() - 1, cores.nextSetBit(0));
    }
}
