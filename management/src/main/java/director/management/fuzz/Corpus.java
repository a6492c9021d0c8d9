/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import director.dataplane.replay.Side;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;

/** Recorded packets to begin with. */
final class Corpus {
    /**
     * A packet.
     *
     * @param side where it came from.
     * @param ip   from its IP header on.
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Seed(Side side, byte[] ip) {
    }

    private Corpus() {
    }

    static List<Seed> load() {
        try (InputStream stream = Objects.requireNonNull(Corpus.class.getResourceAsStream("corpus.txt"));
            BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
            return lines.lines().filter(Predicate.not(line -> line.startsWith("#"))).map(Corpus::seed).toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Seed seed(final String line) {
        final int blank = line.indexOf(' ');
        return new Seed(Side.valueOf(line.substring(0, blank).toUpperCase(Locale.ROOT)),
            HexFormat.of().parseHex(line, blank + 1, line.length()));
    }
}
