/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds and opens the shared libraries of DPDK, and says what is wrong with those it cannot use. */
final class LibraryFinder {
    /** What to type on Debian and its derivatives. */
    static final String REMEDY = "apt-get install librte-meta-net librte-meta-bus librte-meta-mempool";

    private static final String EAL = "librte_eal.so.";

    /** What librte_eal itself needs; opened first, so that all come from one directory. Not every version has each. */
    private static final List<String> BELOW_EAL = List.of("librte_log", "librte_kvargs", "librte_telemetry");

    private static final List<String> ABOVE_EAL = List.of(
        "librte_ring", "librte_mempool", "librte_mbuf", "librte_net", "librte_meter", "librte_ethdev");

    /** What only those need who use it; a director without bonds runs without. */
    private static final List<String> OPTIONAL = List.of("librte_net_bond");

    private LibraryFinder() {
    }

    /** Opens DPDK from one directory or, given none, from wherever it is. */
    static Libraries open(final @Nullable String onlyDirectory) {
        final List<Path> directories =
            onlyDirectory == null ? LibraryDirectories.usual() : List.of(Path.of(onlyDirectory));
        for (final String supported : Abi.SUPPORTED.reversed()) {
            final Abi abi = Abi.read(supported);
            if (onlyDirectory == null && lookup(EAL + abi.number()).isPresent()) {
                return open(abi, "");
            }
            for (final Path directory : directories) {
                if (Files.exists(directory.resolve(EAL + abi.number()))) {
                    return open(abi, directory + "/");
                }
            }
        }
        throw new DpdkUnavailableException(nothingUsable(onlyDirectory, directories));
    }

    private static Libraries open(final Abi abi, final String prefix) {
        final String suffix = ".so." + abi.number();
        BELOW_EAL.forEach(library -> lookup(prefix + library + suffix));
        final SymbolLookup eal = lookup(prefix + EAL + abi.number()).orElseThrow(() -> new DpdkUnavailableException(
            prefix + EAL + abi.number() + " cannot be opened. Install it again: " + REMEDY));
        final String version = version(eal);
        if (!version.equals(abi.version()) && !version.startsWith(abi.version() + ".")) {
            final String found = version + " (" + prefix + EAL + abi.number() + ")";
            throw new DpdkUnavailableException(unsupported(List.of(found)));
        }
        final List<SymbolLookup> lookups = new ArrayList<>(List.of(eal));
        final List<String> missing = new ArrayList<>();
        for (final String library : ABOVE_EAL) {
            lookup(prefix + library + suffix).ifPresentOrElse(lookups::add, () -> missing.add(library + suffix));
        }
        if (!missing.isEmpty()) {
            throw new DpdkUnavailableException("DPDK " + version + " was found, but of its libraries are missing: "
                + String.join(", ", missing) + ". Install them: " + REMEDY);
        }
        OPTIONAL.forEach(library -> lookup(prefix + library + suffix).ifPresent(lookups::add));
        return new Libraries(version, abi, List.copyOf(lookups)).complete();
    }

    /** Opens by name, which the dynamic linker looks for, or by path. */
    @SuppressWarnings("restricted")
    private static Optional<SymbolLookup> lookup(final String library) {
        try {
            return Optional.of(SymbolLookup.libraryLookup(library, Arena.global()));
        } catch (final IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Calls {@code rte_version}, which answers "DPDK 22.11.11" and may be called before anything else. */
    @SuppressWarnings("restricted")
    private static String version(final SymbolLookup eal) {
        final Optional<MemorySegment> function = eal.find("rte_version");
        if (function.isEmpty()) {
            return "without rte_version";
        }
        try {
            final long text = (long) Linker.nativeLinker()
                .downcallHandle(function.get(), FunctionDescriptor.of(JAVA_LONG)).invokeExact();
            return NativeMemory.string(text).replaceFirst("^DPDK ", "");
        } catch (final Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    private static String nothingUsable(final @Nullable String onlyDirectory, final List<Path> directories) {
        final TreeSet<String> found = new TreeSet<>();
        for (final Path directory : directories) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, LibraryFinder::isEal)) {
                for (final Path file : files) {
                    found.add(lookup(file.toString()).map(LibraryFinder::version).orElse("unknown version")
                        + " (" + file.toRealPath() + ")");
                }
            } catch (final IOException e) {
                // Not a directory that can be read: nothing was found there.
            }
        }
        if (!found.isEmpty()) {
            return unsupported(List.copyOf(found));
        }
        return "DPDK is not installed: no " + EAL + Abi.read(Abi.SUPPORTED.getLast()).number() + " in "
            + (onlyDirectory == null ? "the directories of the dynamic linker" : onlyDirectory)
            + "; supported is DPDK " + Dpdk.supportedVersions() + ". Install it: " + REMEDY
            + "; or name its directory with -D" + Dpdk.DIRECTORY_PROPERTY + "=";
    }

    private static boolean isEal(final Path file) {
        return file.getFileName().toString().matches("librte_eal\\.so\\.[0-9.]+");
    }

    private static String unsupported(final List<String> found) {
        return "found is DPDK " + String.join(", ", found) + ", supported is DPDK " + Dpdk.supportedVersions()
            + ". Install a supported version: " + REMEDY + "; or name its directory with -D" + Dpdk.DIRECTORY_PROPERTY
            + "=";
    }
}
