/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.dataplane.address.IpAddress;
import director.dataplane.connection.ConnectionTable;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules that look at one value. Ranges are stated here and nowhere else in code. */
final class ValueRules {
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
    static final int CONNECTIONS_MAX = ConnectionTable.MAX_CONNECTIONS;
    static final int CORE_MAX = 1_023;
    /** With their VLANs, as many as a packet that is handed to another worker can say that it came from. */
    static final int PORTS_MAX = 64;
    /** Ports with devices of their own. */
    static final int DEVICES_MAX = 16;
    static final int WORKERS_MAX = 64;
    private static final Pattern PORT_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,31}");
    /** What Linux accepts: 1 to 15 bytes without slash, colon or space; and a comma would end a DPDK argument. */
    private static final Pattern INTERFACE = Pattern.compile("(?!\\.{1,2}$)[^/:,\\s]{1,15}");

    private final Problems problems;

    ValueRules(final Problems problems) {
        this.problems = problems;
    }

    void checkMemory(final MemorySettings memory) {
        problems.checkRange("memory.megabytes", memory.megabytes(), MEGABYTES_MIN, MEGABYTES_MAX);
        problems.checkRange("memory.mbufs", memory.mbufs(), MBUFS_MIN, MBUFS_MAX);
        problems.checkRange("memory.maxConnections", memory.maxConnections(), 1, CONNECTIONS_MAX);
    }

    void checkWorkers(final WorkerSettings workers) {
        if (!problems.concern("workers.cores")) {
            checkCores(workers.cores());
        }
        problems.checkRange("workers.burst", workers.burst(), 1, BURST_MAX);
        problems.checkRange("workers.warmUp", workers.warmUpSeconds(), 0, WorkerSettings.MAX_WARM_UP_SECONDS);
    }

    void checkPorts(final List<PortSettings> ports) {
        if (!problems.concern("ports") && (ports.isEmpty() || ports.size() > PORTS_MAX)) {
            problems.add("ports", null, "has " + ports.size() + " entries", "give 1 to " + PORTS_MAX + " ports");
        }
        final long devices = ports.stream()
            .mapToLong(port -> port.devices().size() + (port.bond() == null ? 0 : 1)).sum();
        if (!problems.concern("ports") && devices > DEVICES_MAX) {
            final boolean bonds = ports.stream().anyMatch(port -> port.bond() != null);
            problems.add("ports", null, "has " + devices + " entries beside VLANs"
                + (bonds ? ", each bond and each of its members counted" : ""),
                "give at most " + DEVICES_MAX + " ports with an interface or a device");
        }
        for (int i = 0; i < ports.size(); i++) {
            checkPort("ports[" + i + "]", ports.get(i));
        }
    }

    private void checkCores(final List<Integer> cores) {
        if (cores.isEmpty() || cores.size() > WORKERS_MAX) {
            problems.add("workers.cores", cores, "has " + cores.size() + " cores, one for each worker",
                "name 1 to " + WORKERS_MAX + " cores");
        }
        for (int i = 0; i < cores.size(); i++) {
            final String path = "workers.cores[" + i + "]";
            problems.checkRange(path, cores.get(i), 0, CORE_MAX);
            final int first = cores.indexOf(cores.get(i));
            if (first < i && !problems.concern(path)) {
                problems.add(path, cores.get(i), "is already workers.cores[" + first + "]",
                    "give each worker a core of its own");
            }
        }
    }

    private void checkPort(final String path, final PortSettings port) {
        if (!PORT_NAME.matcher(port.name()).matches() && !problems.concern(path + ".name")) {
            problems.add(path + ".name", port.name(), "is not 1 to 32 letters, digits, '.', '_' or '-'",
                "choose a name such as client");
        }
        if (port.bond() == null) {
            port.devices().forEach(opened -> checkWhatItOpens(path + "." + opened.path(), opened));
        } else {
            checkBond(path, port);
        }
        problems.checkRange(path + ".mtu", port.mtu(), MTU_MIN, MTU_MAX);
        problems.checkRange(path + ".rxDescriptors", port.rxDescriptors(), DESCRIPTORS_MIN, DESCRIPTORS_MAX);
        problems.checkRange(path + ".txDescriptors", port.txDescriptors(), DESCRIPTORS_MIN, DESCRIPTORS_MAX);
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

    private void checkBond(final String path, final PortSettings port) {
        final String other = port.device() != null ? ".device" : ".interface";
        if ((port.device() != null || port.interfaceName() != null) && !problems.concern(path + other)) {
            problems.add(path + other, port.device() != null ? port.device() : port.interfaceName(),
                "stands beside a bond", "remove one of the two, or name it in bond.members");
        }
        port.devices().forEach(opened -> checkWhatItOpens(path + "." + opened.path(), opened));
    }

    /** The path ends in a dot. */
    private void checkWhatItOpens(final String path, final PortDevice opened) {
        final String device = opened.device();
        final String interfaceName = opened.interfaceName();
        if (problems.concern(path + "device") || problems.concern(path + "interface")) {
            return;
        }
        if (device == null && interfaceName == null) {
            problems.add(path + "interface", null, "is missing",
                "give a kernel interface as interface, or DPDK device arguments as device");
        } else if (device != null && interfaceName != null) {
            problems.add(path + "device", device, "stands beside interface=" + interfaceName, "remove one of the two");
        } else if (interfaceName != null && !INTERFACE.matcher(interfaceName).matches()) {
            problems.add(path + "interface", interfaceName, "is not an interface name of 1 to 15 characters",
                "give a name that `ip link` shows");
        } else if (device != null && (device.isBlank() || device.chars().anyMatch(Character::isWhitespace))) {
            problems.add(path + "device", "\"" + device + "\"", "is not a DPDK device",
                "give device arguments without spaces, such as 0000:03:00.0 or net_null0");
        }
    }

    private void checkOwnAddress(final String path, final InterfaceAddress own) {
        problems.checkUnicast(path, own.address());
        if (problems.concern(path)) {
            return;
        }
        problems.checkRange(path, own.prefixLength(), 1, own.address().bits());
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
}
