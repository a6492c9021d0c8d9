/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/** What a worker does when a poll finds no packet. */
public enum IdleMode {
    /** Polls again at once: lowest latency, the core is always busy. */
    POLL,
    /** Spins, then yields, then sleeps for growing, short times. */
    BACKOFF
}
