/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.dataplane.address.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a configuration, so that all of it is told at once. For one thread. */
public final class Problems {
    private final List<Problem> found = new ArrayList<>();

    /** Starts with none. */
    public Problems() {
    }

    /**
     * Adds one.
     *
     * @param path   see {@link Problem#path}.
     * @param value  see {@link Problem#value}; its text is taken.
     * @param limit  see {@link Problem#limit}.
     * @param remedy see {@link Problem#remedy}.
     * @return what was added.
     */
    public Problem add(final String path, final @Nullable Object value, final String limit, final String remedy) {
        final Problem problem = new Problem(path, value == null ? null : value.toString(), limit, remedy);
        found.add(problem);
        return problem;
    }

    /**
     * Whether the value at a path, a part of it or what it is part of is known to be wrong, so that nothing can be
     * concluded from it.
     *
     * @param path for example {@code services[0]}.
     * @return true if a problem has this path, one below it or one above it.
     */
    public boolean concern(final String path) {
        return found.stream()
            .anyMatch(problem -> isAtOrBelow(path, problem.path()) || isAtOrBelow(problem.path(), path));
    }

    /**
     * What was added, in that order.
     *
     * @return a copy.
     */
    public List<Problem> list() {
        return List.copyOf(found);
    }

    /**
     * Ends the collection.
     *
     * @throws ConfigurationException if there is any problem.
     */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ConfigurationException(found);
        }
    }

    /**
     * Adds a problem if a number, of which nothing wrong is known, is out of its range.
     *
     * @param path  see {@link Problem#path}.
     * @param value the number.
     * @param min   the least that is allowed.
     * @param max   the most that is allowed.
     */
    public void checkRange(final String path, final int value, final int min, final int max) {
        if (!concern(path) && (value < min || value > max)) {
            add(path, value, value < min ? "is less than " + min : "is more than " + max, "give " + min + " to " + max);
        }
    }

    /**
     * Adds a problem if an address, of which nothing wrong is known, is none that a host can have.
     *
     * @param path    see {@link Problem#path}.
     * @param address the address.
     */
    public void checkUnicast(final String path, final IpAddress address) {
        if (!address.isUnicast() && !concern(path)) {
            add(path, address, "is not a unicast address", "give an address that one host can have");
        }
    }

    private static boolean isAtOrBelow(final String path, final String candidate) {
        return candidate.startsWith(path)
            && (path.isEmpty()
                || candidate.length() == path.length()
                || ".[".indexOf(candidate.charAt(path.length())) >= 0);
    }
}
