/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules of routers that routes lead to. */
final class RouterRules {
    /** So that each of equal routes has four of 256 buckets at least. */
    private static final int MAX_EQUAL = 64;

    private final Problems problems;
    private final Map<IpPrefix, Integer> equal = new HashMap<>();

    RouterRules(final Problems problems) {
        this.problems = problems;
    }

    void check(final List<PortSettings> ports) {
        for (int i = 0; i < ports.size(); i++) {
            final String path = "ports[" + i + "]";
            if (!problems.concern(path + ".addresses")) {
                check(path, ports.get(i));
            }
        }
    }

    private void check(final String path, final PortSettings port) {
        final Map<Route, String> seen = new HashMap<>();
        for (int i = 0; i < port.routes().size(); i++) {
            checkRoute(path, path + ".routes[" + i + "].via", port, port.routes().get(i), seen);
        }
        checkGateway(path, path + ".gateway", port, port.gateway(), seen);
        checkGateway(path, path + ".gateway6", port, port.gateway6(), seen);
    }

    private void checkGateway(final String portPath, final String path, final PortSettings port,
        final @Nullable IpAddress router, final Map<Route, String> seen) {
        if (router != null) {
            checkRoute(portPath, path, port, Route.toAnywhere(router), seen);
        }
    }

    private void checkRoute(final String portPath, final String path, final PortSettings port, final Route route,
        final Map<Route, String> seen) {
        if (problems.concern(path)) {
            return;
        }
        final IpAddress router = route.via();
        final @Nullable String first = seen.putIfAbsent(route, path);
        if (!port.isOnLink(router)) {
            problems.add(path, router, "is on no prefix of this port (" + port.addresses() + ")",
                "give a router that is, or add an address of its prefix to " + portPath + ".addresses");
        } else if (port.addresses().stream().anyMatch(own -> own.address().equals(router))) {
            problems.add(path, router, "is the port's own address", "give the address of the router");
        } else if (first != null) {
            problems.add(path, router, "is already " + first + " for to=" + route.to(), "remove one of the two");
        } else if (equal.merge(route.to(), 1, Integer::sum) == MAX_EQUAL + 1) {
            problems.add(path, router, "is one more than the " + MAX_EQUAL + " routers that to=" + route.to()
                + " can have", "remove some");
        }
    }
}
