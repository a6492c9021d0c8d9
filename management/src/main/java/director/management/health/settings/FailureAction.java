/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

/** What becomes of a real server that is down. */
public enum FailureAction {
    /** It is out of service: no scheduler sees it. Its connections go on. */
    REMOVE,
    /** It has weight 0: no new connections, but clients with persistence stay with it. */
    INHIBIT
}
