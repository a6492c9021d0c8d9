/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one version of DPDK looks like in memory: sizes, offsets and constants of its headers, and the symbols needed.
 * Read from the resource {@code dpdk-<version>.abi}.
 */
final class Abi {
    /** The versions that have a file, oldest first. */
    static final List<String> SUPPORTED = List.of("22.11");

    private static final int HEX = 16;

    /** A line of the file: what it is about, the C name, and the number if it has one. */
    record Entry(String kind, String name, long number) {
    }

    private final String version;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private final Set<String> symbols = new LinkedHashSet<>();
    private final Set<String> optional = new LinkedHashSet<>();

    private Abi(final String version) {
        this.version = version;
    }

    static Abi read(final String version) {
        final String resource = "dpdk-" + version + ".abi";
        final Abi abi = new Abi(version);
        try (InputStream in = Abi.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII)).lines().forEach(abi::add);
            return abi;
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
            case "sizeof", "offset", "bit", "constant", "internal" -> {
                final long number = words[2].startsWith("0x")
                    ? Long.parseUnsignedLong(words[2], 2, words[2].length(), HEX) : Long.parseLong(words[2]);
                numbers.put(words[0] + ' ' + words[1], number);
                entries.add(new Entry(words[0], words[1], number));
            }
            case "symbol" -> {
                symbols.add(words[1]);
                entries.add(new Entry(words[0], words[1], 0));
            }
            case "optional" -> {
                optional.add(words[1]);
                entries.add(new Entry(words[0], words[1], 0));
            }
            case "header" -> entries.add(new Entry(words[0], words[1], 0));
            default -> throw new IllegalStateException("dpdk-" + version + ".abi: " + line);
        }
    }

    /** Year and month of the release, as in {@code 22.11}. */
    String version() {
        return version;
    }

    /** The number that ends the names of this version's shared libraries. */
    int number() {
        return Math.toIntExact(number("abi"));
    }

    /** Every symbol that has to be exported. */
    Set<String> symbols() {
        return symbols;
    }

    /** Symbols that only those need who use them. */
    Set<String> optional() {
        return optional;
    }

    /** All lines but the first, in the order of the file. */
    List<Entry> entries() {
        return entries;
    }

    /** The number of the line that starts with this kind and name. */
    long number(final String kindAndName) {
        final Long value = numbers.get(kindAndName);
        if (value == null) {
            throw new IllegalArgumentException("dpdk-" + version + ".abi has no line \"" + kindAndName + "\"");
        }
        return value;
    }
}
