/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import java.util.concurrent.atomic.AtomicInteger;

/** Whether the link of a port is up: all workers and VLANs of the port share it. From any thread. */
public final class LinkState {
    private final AtomicInteger ups = new AtomicInteger();
    private volatile boolean up = true;

    /** A link that is up, as far as is known. */
    public LinkState() {
        // All is said by the fields.
    }

    /** Notes that it is down. */
    public void wentDown() {
        up = false;
    }

    /** Notes that it came up after it was down. */
    public void cameUp() {
        up = true;
        ups.incrementAndGet();
    }

    /**
     * Whether it is up.
     *
     * @return true until {@link #wentDown} and after {@link #cameUp}.
     */
    public boolean isUp() {
        return up;
    }

    /**
     * How often it came up after it was down.
     *
     * @return a number to compare with an earlier one.
     */
    public int ups() {
        return ups.getAcquire();
    }
}
