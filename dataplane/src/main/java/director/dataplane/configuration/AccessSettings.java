/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import java.util.List;

/**
 * Which clients may open connections. The longest prefix of all these lists that contains a client decides, at equal
 * length one that denies; a client in none may if no list allows.
 *
 * @param allow names of {@link AccessList}s whose clients may.
 * @param deny  names of those whose clients may not.
 */
public record AccessSettings(List<String> allow, List<String> deny) {
    /** Everybody may. */
    public static final AccessSettings NONE = new AccessSettings(List.of(), List.of());

    /** Keeps copies of the lists. */
    public AccessSettings {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }
}
