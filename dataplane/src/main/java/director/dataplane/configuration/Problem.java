/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a configuration.
 *
 * @param path   the keys that lead to it: {@code services[0].realServers[1].weight}; empty for the whole.
 * @param value  what was written there; null if nothing was or if it is too long to repeat.
 * @param limit  what is wrong with it, a clause that follows the value: {@code is more than 65535}.
 * @param remedy what to do, in the imperative.
 */
public record Problem(String path, @Nullable String value, String limit, String remedy) {
    @Override
    public String toString() {
        return (path.isEmpty() ? "the file" : path) + (value == null ? "" : "=" + value) + " " + limit + ": " + remedy;
    }
}
