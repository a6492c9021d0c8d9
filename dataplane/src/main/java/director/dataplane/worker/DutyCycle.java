/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.configuration.Sysctl;
import director.dataplane.snapshot.Snapshot;

/** What a worker goes by in one duty cycle: the configuration and the time. From the worker's thread. */
final class DutyCycle {
    private Snapshot snapshot;
    private long nowNs;

    DutyCycle(final Snapshot snapshot, final long nowNs) {
        this.snapshot = snapshot;
        this.nowNs = nowNs;
    }

    void begin(final Snapshot current, final long now) {
        snapshot = current;
        nowNs = now;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    long nowNs() {
        return nowNs;
    }

    boolean isOn(final Sysctl sysctl) {
        return snapshot.sysctls().isOn(sysctl);
    }

    /** Whether a packet is for the director itself. */
    boolean isLocal(final Packet packet) {
        return snapshot.local().contains(packet.destinationHigh(), packet.destinationLow());
    }
}
