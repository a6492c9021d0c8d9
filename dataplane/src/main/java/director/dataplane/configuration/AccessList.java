/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.dataplane.address.IpPrefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of clients, to be allowed or denied by its name.
 *
 * @param name     by which services refer to it.
 * @param prefixes that the configuration names itself, of either version of IP.
 * @param file     the absolute path of a file with more of them, a line each; null if there is none.
 * @param fromFile what was read there.
 */
public record AccessList(String name, List<IpPrefix> prefixes, @Nullable String file, List<IpPrefix> fromFile) {
    /** Keeps copies of the lists. */
    public AccessList {
        prefixes = List.copyOf(prefixes);
        fromFile = List.copyOf(fromFile);
    }

    /**
     * How many prefixes it has.
     *
     * @return at least 0.
     */
    public int size() {
        return prefixes.size() + fromFile.size();
    }
}
