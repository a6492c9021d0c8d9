/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import director.bindings.EthernetPort;
import director.bindings.LacpState;
import director.bindings.LinkStatus;
import director.bindings.PortStatistics;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.SubInterface;
import director.dataplane.port.BondMember;
import director.dataplane.port.OpenBond;
import director.dataplane.port.OpenPort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Looks at ports, VLANs among them, in the order of the configuration. From any thread, while they are open. */
final class PortViews {
    private final List<PortSettings> settings;
    private final Map<String, OpenPort> open = new HashMap<>();
    private final IntFunction<PortView.Traffic> vlanTraffic;
    private final IntFunction<PortView.@Nullable Kernel> kernelTraffic;

    /** With what was carried of a VLAN, and what went to the kernel and came from it, by the place of the port. */
    PortViews(
        final List<PortSettings> settings,
        final List<OpenPort> ports,
        final IntFunction<PortView.Traffic> vlanTraffic,
        final IntFunction<PortView.@Nullable Kernel> kernelTraffic) {
        this.settings = settings;
        this.vlanTraffic = vlanTraffic;
        this.kernelTraffic = kernelTraffic;
        ports.forEach(port -> open.put(port.settings().name(), port));
    }

    List<PortView> views() {
        final List<PortView> views = new ArrayList<>();
        for (int i = 0; i < settings.size(); i++) {
            views.add(view(i, settings.get(i)));
        }
        return views;
    }

    /** What each port has carried, by its name. */
    Map<String, PortView.Traffic> traffic() {
        final Map<String, PortView.Traffic> traffic = new LinkedHashMap<>();
        for (int i = 0; i < settings.size(); i++) {
            traffic.put(settings.get(i).name(), traffic(i, settings.get(i)));
        }
        return traffic;
    }

    /** What each port has exchanged with the kernel, by its name; empty if the kernel gets nothing. */
    Map<String, PortView.Kernel> kernel() {
        final Map<String, PortView.Kernel> kernel = new LinkedHashMap<>();
        for (int i = 0; i < settings.size(); i++) {
            final PortView.@Nullable Kernel traffic = kernelTraffic.apply(i);
            if (traffic != null) {
                kernel.put(settings.get(i).name(), traffic);
            }
        }
        return kernel;
    }

    private PortView view(final int place, final PortSettings port) {
        final OpenPort open = device(port);
        final EthernetPort ethernet = open.ethernet();
        final LinkStatus link = ethernet.linkStatus();
        return new PortView(
            port.name(),
            ethernet.name(),
            ethernet.macAddress(),
            port.mtu(),
            new PortView.Link(open.isLinkUp(),
                link.megabitsPerSecond() == LinkStatus.UNKNOWN_SPEED ? 0 : link.megabitsPerSecond(),
                link.isFullDuplex()),
            traffic(place, port),
            port.subInterface() == null ? ethernet.extendedStatistics() : Map.of(),
            port.subInterface(),
            port.subInterface() == null ? members(open) : List.of(),
            kernelTraffic.apply(place));
    }

    private static List<PortView.Member> members(final OpenPort port) {
        final List<PortView.Member> members = new ArrayList<>();
        final @Nullable OpenBond bond = port.bond();
        if (bond != null) {
            final List<BondMember> states = bond.members();
            for (int i = 0; i < states.size(); i++) {
                members.add(member(states.get(i), traffic(bond.ports().get(i).statistics())));
            }
        }
        return members;
    }

    private static PortView.Member member(final BondMember member, final PortView.Traffic traffic) {
        final @Nullable LacpState lacp = member.lacp();
        return new PortView.Member(member.name(), member.up(), member.carrying(), lacp == null ? null
            : new PortView.Lacp(lacp.isCollecting(), lacp.isDistributing(), lacp.isPartnerSynchronized(),
                lacp.partner(), lacp.aggregator()), traffic);
    }

    private PortView.Traffic traffic(final int place, final PortSettings port) {
        if (port.subInterface() != null) {
            return vlanTraffic.apply(place);
        }
        return traffic(device(port).ethernet().statistics());
    }

    private static PortView.Traffic traffic(final PortStatistics counted) {
        return new PortView.Traffic(counted.rxPackets(), counted.txPackets(), counted.rxBytes(), counted.txBytes(),
            counted.rxMissed(), counted.rxErrors(), counted.rxNoMbuf(), counted.txErrors());
    }

    /** That of a VLAN is its parent's. */
    private OpenPort device(final PortSettings port) {
        final @Nullable SubInterface vlan = port.subInterface();
        final String name = vlan == null ? port.name() : vlan.parent();
        final @Nullable OpenPort device = open.get(name);
        if (device == null) {
            throw new IllegalStateException("port " + name + " is not open");
        }
        return device;
    }
}
