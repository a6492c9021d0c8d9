/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.dataplane.address.IpAddress;
import director.dataplane.ownership.Peers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules between values. They pass over values that are known to be wrong: nothing follows from those. */
final class RelationRules {
    /** As many as DPDK's {@code tap} driver has. */
    private static final int KERNEL_QUEUES = 16;
    /** What a connection of IPv4 takes at most: a short record, and its share of an index that has just doubled. */
    private static final long BYTES_A_CONNECTION = 172;
    /** What a packet buffer takes beside the frame: headroom, and what DPDK keeps of it. */
    private static final long BYTES_OF_MBUF_HEADERS = 384;
    /** What is there in any case: counters, neighbours, fragments. */
    private static final long BASE_MEGABYTES = 24;
    private static final long BYTES_A_MEGABYTE = 1 << 20;

    private final DirectorConfiguration configuration;
    private final Problems problems;

    RelationRules(final DirectorConfiguration configuration, final Problems problems) {
        this.configuration = configuration;
        this.problems = problems;
    }

    void check() {
        checkRings();
        checkKernelQueues();
        checkMemory();
        checkPortsAreDistinct();
        checkServicesAreDistinct();
        new RouterRules(problems).check(configuration.ports());
        checkRealServers();
    }

    private void checkRings() {
        final List<PortSettings> ports = configuration.ports();
        final int burst = configuration.workers().burst();
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i).subInterface() != null) {
                continue;
            }
            checkRing("ports[" + i + "].rxDescriptors", ports.get(i).rxDescriptors(), burst);
            checkRing("ports[" + i + "].txDescriptors", ports.get(i).txDescriptors(), burst);
        }
        if (!problems.concern("ports") && !problems.concern("memory") && !problems.concern("workers.cores")) {
            checkMbufs(MbufDemand.of(configuration));
        }
    }

    private void checkMbufs(final MbufDemand demand) {
        final boolean one = demand.workers() == 1;
        final String whose = one ? "the ports hold"
            : demand.workers() + " workers hold (" + demand.rings() + " of the ports and " + Peers.ROOM
                + " between workers each)";
        final long least = demand.ofAll() + MbufDemand.BEYOND_RINGS;
        if (configuration.memory().mbufs() < least) {
            problems.add("memory.mbufs", configuration.memory().mbufs(), "is less than the " + demand.ofAll()
                + " that the rings of " + whose + " and " + MbufDemand.BEYOND_RINGS + " more",
                "give at least " + least + ", or shorter rings" + (one ? "" : ", or fewer workers"));
        }
    }

    /** An interface in the kernel has a queue for each worker. */
    private void checkKernelQueues() {
        final List<Integer> cores = configuration.workers().cores();
        if (configuration.packets().host().usesKernel() && cores.size() > KERNEL_QUEUES
            && !problems.concern("workers.cores")) {
            problems.add("workers.cores", cores, "has " + cores.size() + " cores, and the interface of a port in the "
                + "kernel " + KERNEL_QUEUES + " queues at most", "name at most " + KERNEL_QUEUES
                + ", or say nothing of kernel in host");
        }
    }

    /** A table that grows must find the memory when the connections come, not only when the director starts. */
    private void checkMemory() {
        final MemorySettings memory = configuration.memory();
        if (problems.concern("memory") || problems.concern("ports")) {
            return;
        }
        final long mbuf = BYTES_OF_MBUF_HEADERS
            + configuration.ports().stream().mapToInt(PortSettings::longestFrame).max().orElse(0);
        final long needed = BASE_MEGABYTES * Math.max(1, configuration.workers().cores().size())
            + (memory.maxConnections() * BYTES_A_CONNECTION + memory.mbufs() * mbuf) / BYTES_A_MEGABYTE;
        if (needed > memory.megabytes()) {
            problems.add("memory.megabytes", memory.megabytes(),
                "is less than the " + needed + " that maxConnections=" + memory.maxConnections() + " ("
                    + BYTES_A_CONNECTION + " bytes each) and mbufs=" + memory.mbufs() + " (" + mbuf
                    + " bytes each) can take", "give at least " + needed + ", or fewer of either");
        }
    }

    private void checkRing(final String path, final int descriptors, final int burst) {
        if (descriptors < burst && !problems.concern(path) && !problems.concern("workers.burst")) {
            problems.add(path, descriptors, "is less than workers.burst=" + burst, "raise " + path);
        }
    }

    private void checkPortsAreDistinct() {
        final Map<String, String> names = new HashMap<>();
        final Map<String, String> opened = new HashMap<>();
        final Map<IpAddress, String> addresses = new HashMap<>();
        for (int i = 0; i < configuration.ports().size(); i++) {
            final PortSettings port = configuration.ports().get(i);
            final String path = "ports[" + i + "]";
            checkDistinct(names, port.name(), path + ".name", "give every port a name of its own");
            for (final PortDevice each : port.devices()) {
                checkDistinct(opened, each.device(), each.devicePath(i), "open a device once");
                checkDistinct(opened, each.interfaceName(), each.interfacePath(i), "open an interface once");
            }
            for (int j = 0; j < port.addresses().size(); j++) {
                checkDistinct(addresses, port.addresses().get(j).address(), path + ".addresses[" + j + "]",
                    "remove one of the two");
            }
        }
    }

    private void checkServicesAreDistinct() {
        final Map<String, String> services = new HashMap<>();
        for (int i = 0; i < configuration.services().size(); i++) {
            final ServiceSettings service = configuration.services().get(i);
            final String path = "services[" + i + "]";
            if (!concernAny(path + ".protocol", path + ".address", path + ".port", path + ".mark", path + ".version")) {
                checkDistinct(services, service.endpoint(), path, service.mark() == 0
                    ? "merge the two or change protocol, address or port" : "merge the two or change mark or version");
            }
            final Map<String, String> realServers = new HashMap<>();
            for (int j = 0; j < service.realServers().size(); j++) {
                final String at = path + ".realServers[" + j + "]";
                if (!concernAny(at + ".address", at + ".port")) {
                    checkDistinct(realServers, service.realServers().get(j).endpoint(), at,
                        "remove one of the two; a larger share is a larger weight");
                }
            }
        }
    }

    private <K> void checkDistinct(
        final Map<K, String> seen, final @Nullable K value, final String path, final String remedy) {
        if (value == null || problems.concern(path)) {
            return;
        }
        final String first = seen.putIfAbsent(value, path);
        if (first != null) {
            problems.add(path, value, "is already " + first, remedy);
        }
    }

    private boolean concernAny(final String... paths) {
        for (final String path : paths) {
            if (problems.concern(path)) {
                return true;
            }
        }
        return false;
    }

    private void checkRealServers() {
        if (problems.concern("ports")) {
            return;
        }
        final List<IpAddress> own = ownAddresses();
        for (int i = 0; i < configuration.services().size(); i++) {
            final ServiceSettings service = configuration.services().get(i);
            for (int j = 0; j < service.realServers().size(); j++) {
                final String path = "services[" + i + "].realServers[" + j + "]";
                final RealServerSettings realServer = service.realServers().get(j);
                if (!realServer.forwarding().isBridge() && !problems.concern(path + ".forwarding")) {
                    checkVersion(path + ".address", realServer, "services[" + i + "]", service);
                }
                // A real server that is the director itself needs no way.
                if (!own.contains(realServer.address()) && !problems.concern(path + ".address")) {
                    checkWay(path + ".address", realServer);
                }
            }
        }
    }

    private void checkVersion(
        final String path,
        final RealServerSettings realServer,
        final String servicePath,
        final ServiceSettings service) {
        final String named = servicePath + (service.mark() == 0 ? ".address" : ".version");
        if (realServer.address().ipv6() != service.address().ipv6()
            && !problems.concern(path) && !problems.concern(named)) {
            final String version = service.address().version();
            final String other = service.mark() == 0 ? named + "=" + service.address() + " an " + version + " one"
                : service.endpoint() + " takes " + version;
            problems.add(path, realServer.address(), "is an " + realServer.address().version() + " address, and "
                + other + ", which forwarding=" + realServer.forwarding().label() + " cannot bridge",
                "give the " + version + " address of the real server, or forwarding: fullnat or tunnel");
        }
    }

    private void checkWay(final String path, final RealServerSettings realServer) {
        final IpAddress address = realServer.address();
        if (realServer.forwarding() == ForwardingMethod.DIRECT_ROUTING) {
            if (configuration.ports().stream().noneMatch(port -> port.isOnLink(address))) {
                problems.add(path, address, "is on no prefix of a port, and forwarding=direct-routing goes through no "
                    + "router", "add an address of its network to ports[].addresses, or use forwarding: tunnel");
            }
        } else if (!isReachable(address)) {
            problems.add(path, address, "has no next hop: it is on no prefix of a port, and no route or gateway leads "
                + "there", "add an address of its network to ports[].addresses, a route to ports[].routes or a "
                + "ports[]." + (address.ipv6() ? "gateway6" : "gateway"));
        }
    }

    private List<IpAddress> ownAddresses() {
        final List<IpAddress> own = new ArrayList<>();
        for (final PortSettings port : configuration.ports()) {
            port.addresses().forEach(address -> own.add(address.address()));
        }
        for (int i = 0; i < configuration.services().size(); i++) {
            if (configuration.services().get(i).mark() == 0 && !problems.concern("services[" + i + "].address")) {
                own.add(configuration.services().get(i).address());
            }
        }
        return own;
    }

    private boolean isReachable(final IpAddress address) {
        return configuration.ports().stream().anyMatch(port -> port.isOnLink(address)
            || port.allRoutes().stream().anyMatch(route -> route.to().contains(address)));
    }
}
