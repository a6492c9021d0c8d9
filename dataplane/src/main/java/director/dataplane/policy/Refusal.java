/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.policy;

import director.dataplane.status.DropReason;

/** Why a client was refused by policy: a reason of its own each, counted for each service. */
public enum Refusal {
    /** An access list denies the client. */
    CLIENT_DENIED(0, DropReason.CLIENT_DENIED),
    /** The client has as many connections as it may. */
    CLIENT_CONNECTIONS(1, DropReason.CLIENT_CONNECTIONS),
    /** The client opens connections faster than it may. */
    CLIENT_RATE(2, DropReason.CLIENT_RATE),
    /** The service has as many connections as it may. */
    SERVICE_CONNECTIONS(3, DropReason.SERVICE_CONNECTIONS),
    /** Connections to the service are opened faster than they may. */
    SERVICE_RATE(4, DropReason.SERVICE_RATE),
    /** The real server has as many connections as it may. */
    REAL_SERVER_CONNECTIONS(5, DropReason.REAL_SERVER_CONNECTIONS),
    /** Connections to the real server are opened faster than they may. */
    REAL_SERVER_RATE(6, DropReason.REAL_SERVER_RATE);

    private final int id;
    private final DropReason reason;

    Refusal(final int id, final DropReason reason) {
        this.id = id;
        this.reason = reason;
    }

    /** Its place among them. */
    int id() {
        return id;
    }

    /**
     * The counter of the packets.
     *
     * @return a reason of its own.
     */
    public DropReason reason() {
        return reason;
    }
}
