/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.desired;

import director.management.configuration.ConfigurationFile;
import director.management.configuration.ConfigurationFileException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Makes a file that was edited what a running director goes by. A file that is wrong changes nothing. From any thread.
 */
public final class Reload {
    private static final System.Logger LOGGER = System.getLogger(Reload.class.getName());

    private final Path file;
    private final Supplier<Set<String>> schedulers;
    private final DesiredStore store;

    /**
     * Reloads of a file.
     *
     * @param file       the configuration, with all that belongs to it.
     * @param schedulers the names that a service may give.
     * @param store      what is wanted.
     */
    public Reload(final Path file, final Supplier<Set<String>> schedulers, final DesiredStore store) {
        this.file = file;
        this.schedulers = schedulers;
        this.store = store;
    }

    /**
     * Reads the file and applies what differs, which is logged.
     *
     * @return what changed.
     * @throws ConfigurationFileException if the file is wrong; nothing has changed.
     * @throws RefusedException           if it wants what cannot be; nothing has changed. The message has a line for
     *                                    each reason, with its place in the file where there is one.
     */
    public Applied reload() {
        final ConfigurationFile read = ConfigurationFile.read(file, schedulers.get());
        try {
            final Applied applied = store.apply(read.configuration(), read.health(), null);
            LOGGER.log(Level.INFO, applied.differences().isEmpty()
                ? file + " was reloaded: nothing differs" : file + " was reloaded, and is version "
                    + applied.version().number() + " now:");
            applied.differences().forEach(difference -> LOGGER.log(Level.INFO, "  " + difference));
            return applied;
        } catch (final RefusedException e) {
            final List<String> lines = read.locate(e.problems());
            throw lines.isEmpty() ? e
                : new RefusedException(e.reason(), String.join(System.lineSeparator(), lines), e.problems(), e);
        }
    }

    /** As {@link #reload}, but says in the log why a file was not taken, and goes on whatever happens. */
    public void reloadOrSayWhyNot() {
        try {
            reload();
        } catch (final ConfigurationFileException | RefusedException e) {
            LOGGER.log(Level.ERROR, file + " was not reloaded, and nothing has changed:");
            String.valueOf(e.getMessage()).lines().forEach(line -> LOGGER.log(Level.ERROR, "  " + line));
        } catch (final RuntimeException | StackOverflowError e) {
            // Packets go on, with whatever is wrong here.
            LOGGER.log(Level.ERROR, file + " was not reloaded, by a mistake of this program: please report", e);
        }
    }
}
