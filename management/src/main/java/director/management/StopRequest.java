/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.time.Duration;

/** Tells a running command that it shall end. */
public interface StopRequest {
    /** Gets ready; called once, before anything that has to be undone. */
    void listen();

    /**
     * Waits.
     *
     * @return true as soon as a stop is requested, false after the time.
     */
    boolean await(Duration time) throws InterruptedException;
}
