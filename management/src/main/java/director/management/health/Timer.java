/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import org.agrona.concurrent.NanoClock;

/** Calls back when it is time. Any thread may call it. */
interface Timer extends NanoClock {
    /**
     * Calls back once.
     *
     * @param atNs the time; what is over is now.
     * @param task must not wait for anything.
     * @return to be called when the task is not wanted any more.
     */
    Runnable schedule(long atNs, Runnable task);
}
