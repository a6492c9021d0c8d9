/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.desired;

import java.util.List;

/**
 * What came of a change. Immutable; from any thread.
 *
 * @param version     what holds now; the same as before if nothing differed.
 * @param differences what has changed; empty if nothing did.
 */
public record Applied(Version version, List<Difference> differences) {
    /** Keeps a copy of the list. */
    public Applied {
        differences = List.copyOf(differences);
    }
}
