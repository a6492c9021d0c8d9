/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.machine;

import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortDevice;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.Problems;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges whether a machine has what a concluded configuration names, before anything is opened. */
public final class MachineRules {
    private final DirectorConfiguration configuration;
    private final Machine machine;

    /**
     * For one configuration on one machine.
     *
     * @param configuration concluded.
     * @param machine       where it shall run.
     */
    public MachineRules(final DirectorConfiguration configuration, final Machine machine) {
        this.configuration = configuration;
        this.machine = machine;
    }

    /**
     * Checks privileges first, since without them the rest is often not visible, then cores, interfaces and memory.
     *
     * @throws PrivilegeException   if this process may not do what the ports need.
     * @throws UnavailableException if the machine lacks something.
     */
    public void check() {
        final Problems forbidden = new Problems();
        checkCapabilities(forbidden);
        if (!forbidden.list().isEmpty()) {
            throw new PrivilegeException(forbidden.list());
        }
        final Problems missing = new Problems();
        checkCores(missing);
        checkInterfaces(missing);
        checkKernelInterfaces(missing);
        if (!missing.list().isEmpty()) {
            throw new UnavailableException(missing.list());
        }
        HugePageChoice.of(configuration.memory(), machine);
    }

    private void checkCapabilities(final Problems problems) {
        if (configuration.packets().host().usesKernel() && !machine.has(Capability.CAP_NET_ADMIN)) {
            problems.add("host", null, "needs CAP_NET_ADMIN to hand packets to the kernel",
                "run as root, or give the service this capability");
        }
        for (int i = 0; i < configuration.ports().size(); i++) {
            final PortSettings port = configuration.ports().get(i);
            final List<Capability> missing =
                needed(port).stream().filter(capability -> !machine.has(capability)).toList();
            for (final PortDevice opened : port.devices()) {
                if (opened.interfaceName() != null && !missing.isEmpty()) {
                    problems.add(opened.interfacePath(i), opened.interfaceName(), "needs "
                        + missing.stream().map(Capability::name).collect(Collectors.joining(" and ")),
                        "run as root, or give the service these capabilities");
                }
            }
        }
    }

    private void checkKernelInterfaces(final Problems problems) {
        if (!configuration.packets().host().usesKernel()) {
            return;
        }
        if (!machine.hasTun()) {
            problems.add("host", null, "needs /dev/net/tun to hand packets to the kernel", "modprobe tun");
        }
        final Set<String> interfaces = machine.interfaces();
        for (int i = 0; i < configuration.ports().size(); i++) {
            final String name = configuration.ports().get(i).kernelInterface(i);
            if (interfaces.contains(name)) {
                problems.add("ports[" + i + "].kernelInterface", name, "exists already in this network namespace",
                    "choose another name, or remove that interface");
            }
        }
    }

    private static List<Capability> needed(final PortSettings port) {
        return port.pmd() == Pmd.AF_XDP
            ? List.of(Capability.CAP_NET_RAW, Capability.CAP_NET_ADMIN, Capability.CAP_SYS_ADMIN)
            : List.of(Capability.CAP_NET_RAW, Capability.CAP_NET_ADMIN);
    }

    private void checkCores(final Problems problems) {
        final Set<Integer> online = machine.onlineCores();
        final Set<Integer> allowed = machine.allowedCores();
        for (int i = 0; i < configuration.workers().cores().size(); i++) {
            final int core = configuration.workers().cores().get(i);
            final String path = "workers.cores[" + i + "]";
            if (!online.contains(core)) {
                problems.add(path, core, "is not a core of this machine", "use one of " + join(online));
            } else if (!allowed.contains(core)) {
                problems.add(path, core, "is not a core that this process may use (cpuset or taskset)",
                    "use one of " + join(allowed));
            }
        }
    }

    private void checkInterfaces(final Problems problems) {
        final Set<String> interfaces = machine.interfaces();
        for (int i = 0; i < configuration.ports().size(); i++) {
            for (final PortDevice opened : configuration.ports().get(i).devices()) {
                final String name = opened.interfaceName();
                if (name != null && !interfaces.contains(name)) {
                    problems.add(opened.interfacePath(i), name, "is not an interface of this network namespace",
                        "use one of " + join(interfaces));
                }
            }
        }
    }

    private static String join(final Set<?> names) {
        return names.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}
