/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules about what the kernel of the director's machine is handed, and through which interfaces. */
final class KernelRules {
    /**
     * What Linux accepts, but for a comma, which would end a DPDK argument, and a percent sign, which Linux expands.
     */
    private static final Pattern INTERFACE = Pattern.compile("(?!\\.{1,2}$)[^/:,%\\s]{1,15}");
    /** {@code RTE_MAX_ETHPORTS} of DPDK as it is built unless told otherwise. */
    private static final int DPDK_DEVICES = 32;
    private static final String AF_PACKET_DEVICE = "net_af_packet";

    private final Problems problems;

    KernelRules(final Problems problems) {
        this.problems = problems;
    }

    void check(final HostSettings host, final List<PortSettings> ports) {
        problems.checkRange("host.kernelRate", host.kernelRate(), 1, HostSettings.MAX_KERNEL_RATE);
        final Map<String, String> names = new HashMap<>();
        for (int i = 0; i < ports.size(); i++) {
            for (final PortDevice opened : ports.get(i).devices()) {
                if (opened.interfaceName() != null) {
                    names.putIfAbsent(opened.interfaceName(), opened.interfacePath(i));
                }
            }
        }
        if (host.usesKernel()) {
            checkCount(ports);
        }
        for (int i = 0; i < ports.size(); i++) {
            checkRate(i, host);
            if (host.usesKernel()) {
                checkName("ports[" + i + "].kernelInterface", ports.get(i).kernelInterface(i), names);
                checkDriver(i, ports.get(i));
            } else if (ports.get(i).kernelInterface() != null) {
                hasNoEffect("ports[" + i + "].kernelInterface", ports.get(i).kernelInterface());
            }
        }
    }

    private void checkRate(final int place, final HostSettings host) {
        final String path = "ports[" + place + "].kernelRate";
        final @Nullable Integer rate = host.portRates().get(place);
        if (rate == null || problems.concern(path)) {
            return;
        }
        if (host.usesKernel()) {
            problems.checkRange(path, rate, 1, HostSettings.MAX_KERNEL_RATE);
        } else {
            hasNoEffect(path, rate);
        }
    }

    private void hasNoEffect(final String path, final @Nullable Object value) {
        problems.add(path, value, "has no effect: the kernel gets no packets",
            "say kernel in a setting of host, or remove it");
    }

    /** Ports open devices of DPDK, bonds one more than they have members; each interface in the kernel is another. */
    private void checkCount(final List<PortSettings> ports) {
        final int opened = ports.stream().mapToInt(port -> port.devices().size() + (port.bond() == null ? 0 : 1)).sum();
        if (opened + ports.size() > DPDK_DEVICES && !problems.concern("ports")) {
            problems.add("ports", null, "has " + ports.size() + " entries, and opens " + opened + " devices of DPDK: "
                + "with an interface in the kernel for each entry these are " + (opened + ports.size())
                + ", and DPDK has " + DPDK_DEVICES, "give fewer VLANs, or say nothing of kernel in host");
        }
    }

    private void checkName(final String path, final String name, final Map<String, String> names) {
        if (problems.concern(path)) {
            return;
        }
        if (!INTERFACE.matcher(name).matches()) {
            problems.add(path, name, "is not an interface name of 1 to 15 characters",
                "choose a name that no interface has yet, such as director0");
            return;
        }
        final String first = names.putIfAbsent(name, path);
        if (first != null) {
            problems.add(path, name, "is already " + first, "give each port a name of its own in the kernel");
        }
    }

    /** A packet socket copies frames: the kernel handles the originals, and would answer for the director. */
    private void checkDriver(final int place, final PortSettings port) {
        final String why = "leaves every frame to the kernel, too, which would handle what it is handed twice";
        boolean told = false;
        for (final PortDevice opened : port.devices()) {
            final String device = opened.device();
            if (device == null && port.pmd() == Pmd.AF_PACKET && !told && !problems.concern("ports[" + place + "]")) {
                problems.add("ports[" + place + "].pmd", "af_packet", why,
                    "use pmd: af_xdp, or a device, or no kernel in host");
                told = true;
            } else if (device != null && device.startsWith(AF_PACKET_DEVICE)
                && !problems.concern(opened.devicePath(place))) {
                problems.add(opened.devicePath(place), device, why, "use another driver, or no kernel in host");
            }
        }
    }
}
