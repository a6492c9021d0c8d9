/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.locality;

import director.schedulers.Endpoint;

/**
 * A real server as it is remembered, also while it is gone: if it comes back, what led to it leads to it again. One
 * object for each; one that was forgotten is not the one that comes later.
 */
final class Member {
    private final int id;
    private final Endpoint endpoint;

    Member(final int id, final Endpoint endpoint) {
        this.id = id;
        this.endpoint = endpoint;
    }

    /** Its place in the arrays of a {@link Roster}; another one may have it when this one is forgotten. */
    int id() {
        return id;
    }

    /** What it is known by. */
    Endpoint endpoint() {
        return endpoint;
    }
}
