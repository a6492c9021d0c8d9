/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import director.management.health.state.HealthEvent;

/** Hears of what changes. */
public interface HealthListener {
    /**
     * Something has changed.
     *
     * @param event what. Called by the thread that found it, one event after another for each service. It must not be
     *              kept waiting, and must not call the monitor.
     */
    void onEvent(HealthEvent event);
}
