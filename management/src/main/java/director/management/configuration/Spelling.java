/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Guesses what somebody meant. */
public final class Spelling {
    /** One letter in three may be wrong; beyond that, a guess is noise. */
    private static final int LETTERS_PER_ERROR = 3;

    private Spelling() {
    }

    /**
     * The word that is nearest.
     *
     * @param written what stands there.
     * @param known   what could stand there.
     * @return null if none is near.
     */
    public static @Nullable String nearest(final String written, final Collection<String> known) {
        final String word = written.toLowerCase(Locale.ROOT);
        return known.stream()
            .filter(candidate -> distance(word, candidate.toLowerCase(Locale.ROOT))
                <= Math.max(1, Math.max(word.length(), candidate.length()) / LETTERS_PER_ERROR))
            .min(Comparator.comparingInt(candidate -> distance(word, candidate.toLowerCase(Locale.ROOT))))
            .orElse(null);
    }

    /** Letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
    private static int distance(final String from, final String to) {
        final int[][] table = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                table[i][j] = i == 0 || j == 0 ? i + j : Math.min(
                    table[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1),
                    1 + Math.min(table[i - 1][j], table[i][j - 1]));
                if (i > 1 && j > 1
                    && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1)) {
                    table[i][j] = Math.min(table[i][j], 1 + table[i - 2][j - 2]);
                }
            }
        }
        return table[from.length()][to.length()];
    }
}
