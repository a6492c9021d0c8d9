/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.configuration.Problems;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The lines of a file that a configuration names. */
final class Lines {
    private Lines() {
    }

    /** All lines, none after telling why there are none; {@code remedy} is what to do about a file that is not text. */
    static List<String> of(final String path, final Path file, final String remedy, final Problems problems) {
        try {
            return Files.readAllLines(file);
        } catch (final NoSuchFileException e) {
            problems.add(path, file, "does not exist", "correct the name, or remove it");
        } catch (final CharacterCodingException e) {
            problems.add(path, file, "is not UTF-8 text", remedy);
        } catch (final IOException e) {
            problems.add(path, file, "cannot be read (" + e + ")", "make it readable, or remove it");
        }
        return List.of();
    }
}
