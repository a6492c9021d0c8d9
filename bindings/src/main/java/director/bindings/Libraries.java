/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Optional;

/**
 * Open shared libraries of DPDK.
 *
 * @param version as in {@code 22.11.11}.
 * @param abi its layout.
 * @param lookups one for each library; open as long as the process lives.
 */
record Libraries(String version, Abi abi, List<SymbolLookup> lookups) {
    /** The address of a symbol; that of a thread-local variable is the calling thread's own. */
    Optional<MemorySegment> find(final String symbol) {
        return lookups.stream().map(lookup -> lookup.find(symbol)).flatMap(Optional::stream).findFirst();
    }

    /** Refuses libraries that lack a symbol, naming all that are missing. */
    Libraries complete() {
        final List<String> missing = abi.symbols().stream().filter(symbol -> find(symbol).isEmpty()).toList();
        if (!missing.isEmpty()) {
            throw new DpdkUnavailableException("DPDK " + version + " was found, and supported is "
                + Dpdk.supportedVersions() + ", but these symbols are missing: " + String.join(", ", missing)
                + ". Install a complete build: " + LibraryFinder.REMEDY);
        }
        return this;
    }
}
