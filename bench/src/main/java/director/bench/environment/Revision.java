/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.environment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Which state of the sources was built, as far as git knows. Any thread. */
final class Revision {
    private static final int PATIENCE_SECONDS = 5;

    private Revision() {
    }

    /** For example {@code 76c3f3a-dirty}; {@code unknown} without git, or outside of a repository. */
    static String of(final Path directory) {
        try {
            final Process git = new ProcessBuilder("git", "-C", directory.toString(), "describe", "--always", "--dirty")
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            final String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && git.exitValue() == 0 && !answer.isEmpty()
                ? answer : SystemFiles.UNKNOWN;
        } catch (final IOException e) {
            return SystemFiles.UNKNOWN;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return SystemFiles.UNKNOWN;
        }
    }
}
