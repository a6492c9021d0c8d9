/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.dataplane.address.IpAddress;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules that look at one value. Ranges are stated here and nowhere else in code. */
final class ValueRules {
    static final int WEIGHT_MAX = 65_535;
    static final int PORT_MAX = 65_535;
    static final int BURST_MAX = 64;
    static final int DESCRIPTORS_MIN = 32;
    static final int DESCRIPTORS_MAX = 4_096;
    static final int MTU_MIN = 576;
    static final int MTU_MAX = 9_000;
    /** What every link of IPv6 carries (RFC 8200 §5). */
    static final int MTU_IPV6_MIN = 1_280;
    static final int MEGABYTES_MIN = 64;
    static final int MEGABYTES_MAX = 1_048_576;
    static final int MBUFS_MIN = 1_024;
    static final int MBUFS_MAX = 8_388_608;
    static final int CONNECTIONS_MAX = 100_000_000;
    static final int CORE_MAX = 1_023;
    static final int PORTS_MAX = 16;
    static final int FLAGS_MAX = 0b111;
    private static final Pattern PORT_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,31}");
    /** What Linux accepts: 1 to 15 bytes without slash, colon or space; and a comma would end a DPDK argument. */
    private static final Pattern INTERFACE = Pattern.compile("(?!\\.{1,2}$)[^/:,\\s]{1,15}");

    private final Problems problems;

    ValueRules(final Problems problems) {
        this.problems = problems;
    }

    void checkMemory(final MemorySettings memory) {
        checkRange("memory.megabytes", memory.megabytes(), MEGABYTES_MIN, MEGABYTES_MAX);
        checkRange("memory.mbufs", memory.mbufs(), MBUFS_MIN, MBUFS_MAX);
        checkRange("memory.maxConnections", memory.maxConnections(), 1, CONNECTIONS_MAX);
    }

    void checkWorkers(final WorkerSettings workers) {
        if (!problems.concern("workers.cores")) {
            checkCores(workers.cores());
        }
        checkRange("workers.burst", workers.burst(), 1, BURST_MAX);
    }

    void checkPorts(final List<PortSettings> ports) {
        if (!problems.concern("ports") && (ports.isEmpty() || ports.size() > PORTS_MAX)) {
            problems.add("ports", null, "has " + ports.size() + " entries", "give 1 to " + PORTS_MAX + " ports");
        }
        for (int i = 0; i < ports.size(); i++) {
            checkPort("ports[" + i + "]", ports.get(i));
        }
    }

    void checkServices(final List<ServiceSettings> services, final Set<String> registeredSchedulers) {
        for (int i = 0; i < services.size(); i++) {
            final ServiceSettings service = services.get(i);
            final String path = "services[" + i + "]";
            checkUnicast(path + ".address", service.address());
            checkRange(path + ".port", service.port(), 1, PORT_MAX);
            checkRange(path + ".schedulerFlags", service.schedulerFlags(), 0, FLAGS_MAX);
            if (!registeredSchedulers.contains(service.scheduler()) && !problems.concern(path + ".scheduler")) {
                problems.add(path + ".scheduler", service.scheduler(), "is not a registered scheduler",
                    "use one of " + String.join(", ", new TreeSet<>(registeredSchedulers)));
            }
            checkRealServers(path + ".realServers", service);
        }
    }

    private void checkRealServers(final String path, final ServiceSettings service) {
        for (int i = 0; i < service.realServers().size(); i++) {
            final RealServerSettings realServer = service.realServers().get(i);
            final String at = path + "[" + i + "]";
            checkUnicast(at + ".address", realServer.address());
            // The port of the service is what a real server has unless told, and was judged there.
            if (realServer.port() != service.port()) {
                checkRange(at + ".port", realServer.port(), 1, PORT_MAX);
            }
            checkRange(at + ".weight", realServer.weight(), 0, WEIGHT_MAX);
        }
    }

    private void checkCores(final List<Integer> cores) {
        if (cores.size() != 1) {
            problems.add("workers.cores", cores, "has " + cores.size() + " cores, and this version runs one worker",
                "name exactly one core");
        }
        for (int i = 0; i < cores.size(); i++) {
            checkRange("workers.cores[" + i + "]", cores.get(i), 0, CORE_MAX);
        }
    }

    private void checkPort(final String path, final PortSettings port) {
        if (!PORT_NAME.matcher(port.name()).matches() && !problems.concern(path + ".name")) {
            problems.add(path + ".name", port.name(), "is not 1 to 32 letters, digits, '.', '_' or '-'",
                "choose a name such as client");
        }
        checkWhatItOpens(path, port);
        checkRange(path + ".mtu", port.mtu(), MTU_MIN, MTU_MAX);
        checkRange(path + ".rxDescriptors", port.rxDescriptors(), DESCRIPTORS_MIN, DESCRIPTORS_MAX);
        checkRange(path + ".txDescriptors", port.txDescriptors(), DESCRIPTORS_MIN, DESCRIPTORS_MAX);
        for (int i = 0; i < port.addresses().size(); i++) {
            checkOwnAddress(path + ".addresses[" + i + "]", port.addresses().get(i));
        }
        checkIpv6Mtu(path, port);
        checkVersion(path + ".gateway", port.gateway(), false);
        checkVersion(path + ".gateway6", port.gateway6(), true);
        for (int i = 0; i < port.routes().size(); i++) {
            checkRoute(path + ".routes[" + i + "].via", port.routes().get(i));
        }
    }

    private void checkIpv6Mtu(final String path, final PortSettings port) {
        final boolean ipv6 = port.addresses().stream().anyMatch(own -> own.address().ipv6());
        if (ipv6 && port.mtu() < MTU_IPV6_MIN && !problems.concern(path + ".mtu")) {
            problems.add(path + ".mtu", port.mtu(), "is less than " + MTU_IPV6_MIN + ", which IPv6 needs",
                "raise it, or remove the port's IPv6 addresses");
        }
    }

    private void checkVersion(final String path, final @Nullable IpAddress router, final boolean ipv6) {
        if (router != null && router.ipv6() != ipv6 && !problems.concern(path)) {
            problems.add(path, router, "is an " + router.version() + " address",
                "give it as " + (ipv6 ? "gateway" : "gateway6"));
        }
    }

    private void checkRoute(final String path, final Route route) {
        if (route.via().ipv6() != route.to().address().ipv6() && !problems.concern(path)) {
            problems.add(path, route.via(), "is an " + route.via().version() + " address, and to=" + route.to()
                + " a prefix of " + route.to().address().version(), "give a router of the same version of IP");
        }
    }

    private void checkWhatItOpens(final String path, final PortSettings port) {
        final String device = port.device();
        final String interfaceName = port.interfaceName();
        if (problems.concern(path + ".device") || problems.concern(path + ".interface")) {
            return;
        }
        if (device == null && interfaceName == null) {
            problems.add(path + ".interface", null, "is missing",
                "give a kernel interface as interface, or DPDK device arguments as device");
        } else if (device != null && interfaceName != null) {
            problems.add(path + ".device", device, "stands beside interface=" + interfaceName, "remove one of the two");
        } else if (interfaceName != null && !INTERFACE.matcher(interfaceName).matches()) {
            problems.add(path + ".interface", interfaceName, "is not an interface name of 1 to 15 characters",
                "give a name that `ip link` shows");
        } else if (device != null && (device.isBlank() || device.chars().anyMatch(Character::isWhitespace))) {
            problems.add(path + ".device", "\"" + device + "\"", "is not a DPDK device",
                "give device arguments without spaces, such as 0000:03:00.0 or net_null0");
        }
    }

    private void checkOwnAddress(final String path, final InterfaceAddress own) {
        checkUnicast(path, own.address());
        if (problems.concern(path)) {
            return;
        }
        checkRange(path, own.prefixLength(), 1, own.address().bits());
        if (problems.concern(path) || own.prefixLength() >= own.address().bits() - 1) {
            return;
        }
        if (own.address().ipv6()) {
            if (own.prefix().address().equals(own.address())) {
                problems.add(path, own, "is the address of all routers of the network",
                    "give the port an address of its own in " + own.prefix());
            }
            return;
        }
        final long hostBits = (1L << (IpAddress.IPV4_BITS - own.prefixLength())) - 1;
        final long host = own.address().low() & hostBits;
        if (host == 0 || host == hostBits) {
            problems.add(path, own, host == 0 ? "is the address of the network" : "is the broadcast address",
                "give the port an address of its own in " + own.prefix());
        }
    }

    private void checkUnicast(final String path, final IpAddress address) {
        if (!address.isUnicast() && !problems.concern(path)) {
            problems.add(path, address, "is not a unicast address", "give an address that one host can have");
        }
    }

    private void checkRange(final String path, final int value, final int min, final int max) {
        if (!problems.concern(path) && (value < min || value > max)) {
            problems.add(path, value, value < min ? "is less than " + min : "is more than " + max,
                "give " + min + " to " + max);
        }
    }
}
