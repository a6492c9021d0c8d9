/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

import director.schedulers.DestinationLoad;
import director.schedulers.Flow;

/** What one list of real servers makes computable. Immutable; any thread. */
interface Frozen {
    /**
     * Chooses a real server.
     *
     * @param flow the packet that opens the connection.
     * @param load which destinations are overloaded.
     * @return the number of a destination or {@code NO_DESTINATION}.
     */
    int pick(Flow flow, DestinationLoad load);
}
