/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import director.bindings.EthernetPort;
import director.bindings.LinkStatus;
import director.bindings.PortStatistics;
import director.dataplane.port.OpenPort;
import java.util.List;

/** Looks at ports. From any thread, while they are open. */
final class PortViews {
    private PortViews() {
    }

    static List<PortView> of(final List<OpenPort> ports) {
        return ports.stream().map(PortViews::of).toList();
    }

    private static PortView of(final OpenPort port) {
        final EthernetPort ethernet = port.ethernet();
        final LinkStatus link = ethernet.linkStatus();
        final PortStatistics counted = ethernet.statistics();
        return new PortView(
            port.settings().name(),
            ethernet.name(),
            ethernet.macAddress(),
            port.settings().mtu(),
            new PortView.Link(link.isUp(),
                link.megabitsPerSecond() == LinkStatus.UNKNOWN_SPEED ? 0 : link.megabitsPerSecond(),
                link.isFullDuplex()),
            new PortView.Traffic(counted.rxPackets(), counted.txPackets(), counted.rxBytes(), counted.txBytes(),
                counted.rxMissed(), counted.rxErrors()),
            ethernet.extendedStatistics());
    }
}
