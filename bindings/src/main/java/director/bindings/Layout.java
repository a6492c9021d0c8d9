/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one version of DPDK looks like in memory: sizes, offsets and constants of its headers, and the symbols needed.
 *
 * <p>Read from the resource {@code dpdk-<version>.abi}. Whoever needs a number keeps it in a {@code static final}
 * field, where the compiler sees a constant; a name that the file lacks fails when that class is initialised.
 */
final class Layout {
    /** The versions that have a file, oldest first. */
    static final List<String> SUPPORTED = List.of("22.11");

    private static final Layout CURRENT = read(SUPPORTED.getLast());

    private final String version;
    private final Map<String, Long> numbers = new HashMap<>();
    private final Set<String> symbols = new LinkedHashSet<>();

    private Layout(final String version) {
        this.version = version;
    }

    /** The layout of the DPDK in this process. */
    static Layout current() {
        return CURRENT;
    }

    /** The size of a structure in bytes. */
    static int sizeOf(final String struct) {
        return Math.toIntExact(CURRENT.number("sizeof " + struct));
    }

    /** How many bytes a member, written {@code struct.member}, lies behind the start of its structure. */
    static int offset(final String member) {
        return Math.toIntExact(CURRENT.number("offset " + member));
    }

    /** The value of a macro or an enumerator. */
    static long constant(final String name) {
        return CURRENT.number("constant " + name);
    }

    /** {@link #constant} where the value is known to fit. */
    static int intConstant(final String name) {
        return Math.toIntExact(constant(name));
    }

    /** Year and month of the release, as in {@code 22.11}. */
    String version() {
        return version;
    }

    /** Every symbol that has to be exported. */
    Set<String> symbols() {
        return symbols;
    }

    /** The number that ends the names of this version's shared libraries. */
    int abi() {
        return Math.toIntExact(number("abi"));
    }

    private long number(final String name) {
        final Long value = numbers.get(name);
        if (value == null) {
            throw new IllegalArgumentException("dpdk-" + version + ".abi has no line \"" + name + "\"");
        }
        return value;
    }

    static Layout read(final String version) {
        final String resource = "dpdk-" + version + ".abi";
        final Layout layout = new Layout(version);
        try (InputStream in = Layout.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII)).lines().forEach(layout::add);
            return layout;
        } catch (final IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    private void add(final String line) {
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        final String[] words = line.trim().split("\\s+", -1);
        switch (words[0]) {
            case "abi" -> numbers.put("abi", Long.decode(words[1]));
            case "sizeof", "offset", "constant" -> numbers.put(words[0] + ' ' + words[1], Long.decode(words[2]));
            case "symbol" -> symbols.add(words[1]);
            case "header" -> {
                // Names the file of what follows, for the test that compiles it.
            }
            default -> throw new IllegalStateException("dpdk-" + version + ".abi: " + line);
        }
    }
}
