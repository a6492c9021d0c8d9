/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules of VLAN sub-interfaces. */
final class VlanRules {
    private final Problems problems;
    private final Map<String, PortSettings> ports = new LinkedHashMap<>();
    private final Map<SubInterface, String> seen = new HashMap<>();

    VlanRules(final Problems problems) {
        this.problems = problems;
    }

    void check(final List<PortSettings> all) {
        all.forEach(port -> ports.putIfAbsent(port.name(), port));
        for (int i = 0; i < all.size(); i++) {
            final @Nullable SubInterface vlan = all.get(i).subInterface();
            if (vlan != null) {
                check("ports[" + i + "]", all.get(i), vlan);
            }
        }
    }

    private void check(final String path, final PortSettings port, final SubInterface vlan) {
        problems.checkRange(path + ".vlan", vlan.vlan(), SubInterface.VLAN_MIN, SubInterface.VLAN_MAX);
        if (vlan.outerVlan() != SubInterface.NONE) {
            problems.checkRange(path + ".outerVlan", vlan.outerVlan(), SubInterface.VLAN_MIN, SubInterface.VLAN_MAX);
        }
        if (port.device() != null || port.interfaceName() != null || port.bond() != null) {
            problems.add(path + ".parent", vlan.parent(), "stands beside a device, interface or bond of its own",
                "remove one of the two");
        }
        checkParent(path, port, vlan.parent());
        if (problems.concern(path + ".parent") || problems.concern(path + ".vlan")
            || problems.concern(path + ".outerVlan")) {
            return;
        }
        final @Nullable String first = seen.putIfAbsent(vlan, path);
        if (first != null) {
            problems.add(path + ".vlan", vlan.tags(), "of port " + vlan.parent() + " is already " + first,
                "give each sub-interface of a port another VLAN");
        }
    }

    private void checkParent(final String path, final PortSettings port, final String name) {
        final String at = path + ".parent";
        final @Nullable PortSettings parent = ports.get(name);
        if (problems.concern(at)) {
            return;
        }
        if (parent == null) {
            problems.add(at, name, "is not the name of a port", "name one of " + String.join(", ", ports.keySet()));
        } else if (parent.subInterface() != null) {
            problems.add(at, name, "is a sub-interface itself",
                "name the port that has the interface, device or bond; for two tags give outerVlan");
        } else if (port.mtu() > parent.mtu() && !problems.concern(path + ".mtu")) {
            problems.add(path + ".mtu", port.mtu(), "is more than the " + parent.mtu() + " of its parent " + name,
                "lower it, or raise the mtu of " + name);
        }
    }
}
