/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import director.dataplane.connection.Connection;
import director.dataplane.connection.FullNat;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import java.util.ArrayList;
import java.util.List;

/** What a director knows and has counted, in words, to be compared with what another one does. */
public final class Outcome {
    private Outcome() {
    }

    /** All connections. */
    public static List<String> connections(final DirectorRig rig) {
        final List<String> rows = new ArrayList<>();
        rig.connections().forEach(rig.clock().nanoTime(), (record, leftNs) -> rows.add(String.format(
            "%x:%x %x:%x %x to %x:%x:%x from %x number %d protocol %d flags %x state %d before %d packets %d active %s "
                + "left %d",
            Connection.clientHigh(record), Connection.clientLow(record), Connection.virtualHigh(record),
            Connection.virtualLow(record), Connection.ports(record), Connection.destinationHigh(record),
            Connection.destinationLow(record), Connection.destinationPort(record), FullNat.local(record),
            Connection.destinationNumber(record), Connection.protocol(record), Connection.flags(record),
            Connection.state(record), Connection.oldState(record), Connection.packets(record),
            Connection.isActive(record), leftNs / 1_000_000)));
        rows.sort(null);
        return rows;
    }

    /** Connections opened and closed, packets, drops, and what the first real servers have. */
    public static List<String> counters(final DirectorRig rig, final int realServers) {
        final List<String> rows = new ArrayList<>();
        for (final WorkerCounter counter :
            List.of(WorkerCounter.CONNECTIONS_OPENED, WorkerCounter.CONNECTIONS_CLOSED, WorkerCounter.TRANSMITTED)) {
            rows.add(counter + " " + rig.count(counter));
        }
        for (final DropReason reason : DropReason.values()) {
            rows.add(reason + " " + rig.drops(reason));
        }
        for (int number = 0; number < realServers; number++) {
            rows.add("real server %d: %s, %d active, %d inactive".formatted(number, rig.destinations().totals(number),
                rig.destinations().active(number), rig.destinations().inactive(number)));
        }
        return rows;
    }
}
