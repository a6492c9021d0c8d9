/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

/** What a real server may get, whatever its configured weight. */
public enum Availability {
    /** As configured. */
    IN_SERVICE,
    /** As if its weight was 0: no new connections, but clients with persistence stay. */
    INHIBITED,
    /** No new connections at all: schedulers do not see it. Connections that it has go on. */
    OUT_OF_SERVICE
}
