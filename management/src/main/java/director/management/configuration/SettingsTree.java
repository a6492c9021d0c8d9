/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.configuration.BondSettings;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.HostSettings;
import director.dataplane.configuration.IdleMode;
import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.configuration.MarkRule;
import director.dataplane.configuration.MemorySettings;
import director.dataplane.configuration.MssClamp;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.RssHash;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.configuration.SubInterface;
import director.dataplane.configuration.Sysctl;
import director.dataplane.configuration.Sysctls;
import director.dataplane.configuration.TunnelSettings;
import director.dataplane.configuration.WorkerSettings;
import director.management.health.settings.HealthSettings;
import director.management.health.settings.RealServerHealth;
import director.management.health.settings.ServiceHealth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings as mappings with the keys of a configuration file: what {@link ConfigurationReader} reads from one of them
 * are the same settings. Immutable; from any thread.
 */
public final class SettingsTree {
    /** Leaves out what is as it would be if nothing were written. */
    public static final SettingsTree CONCISE = new SettingsTree(false);
    /** Has every key that has a value. */
    public static final SettingsTree COMPLETE = new SettingsTree(true);

    private static final String KERNEL_RATE = "kernelRate";
    private static final int IPV4 = 4;
    private static final int IPV6 = 6;
    private static final List<String> FLAGS = List.of("flag-1", "flag-2", "flag-3");

    private final boolean complete;
    private final HealthTree healthTree;

    private SettingsTree(final boolean complete) {
        this.complete = complete;
        this.healthTree = new HealthTree(complete);
    }

    /**
     * A whole configuration.
     *
     * @param configuration concluded.
     * @param health        of its services.
     * @return in the order of the documentation.
     */
    public Map<String, Object> configuration(
        final DirectorConfiguration configuration, final HealthSettings health) {
        final Tree to = tree().put("version", ConfigurationReader.VERSION);
        to.filled("memory", memory(configuration.memory()));
        to.put("ports", ports(configuration.ports(), configuration.packets().host().portRates()));
        to.put("workers", workers(configuration.workers()).entries());
        to.filled("health", tree()
            .put("concurrency", health.concurrency(), HealthSettings.DEFAULT_CONCURRENCY));
        final PacketSettings packets = configuration.packets();
        to.filled("marks", packets.marks().stream().map(this::mark).toList());
        to.filled("sysctls", sysctls(packets.sysctls()));
        to.filled("timeouts", timeouts(packets.timeouts()));
        to.filled("host", host(packets.host()));
        to.put("mssClamp", mssClamp(packets.mssClamp()), mssClamp(MssClamp.OFF));
        to.filled("localPorts", localPorts(configuration.localPorts()));
        to.filled("clients", AccessTree.clients(configuration.clients(), complete));
        to.filled("accessLists", packets.access().lists().stream().map(AccessTree::list).toList());
        to.filled("access", AccessTree.access(packets.access().everyone()));
        to.filled("snat", packets.snat().stream().map(this::snat).toList());
        return to.filled("services", services(configuration.services(), health)).entries();
    }

    /**
     * A part of a configuration that has services and timeouts only.
     *
     * @param services the services.
     * @param health   of these services.
     * @param timeouts of connections.
     * @return to be put beside a file that has the rest.
     */
    public Map<String, Object> services(
        final List<ServiceSettings> services, final HealthSettings health, final ConnectionTimeouts timeouts) {
        final Tree to = tree().put("version", ConfigurationReader.VERSION);
        to.filled("timeouts", timeouts(timeouts));
        return to.filled("services", services(services, health)).entries();
    }

    private List<Map<String, Object>> services(final List<ServiceSettings> of, final HealthSettings health) {
        final List<ServiceHealth> healths = HealthDefaults.complete(health, of).services();
        final List<Map<String, Object>> services = new ArrayList<>();
        for (int i = 0; i < healths.size(); i++) {
            services.add(serviceWithRealServers(of.get(i), healths.get(i)));
        }
        return services;
    }

    /**
     * Everything of a service but its real servers.
     *
     * @param service its settings.
     * @param health  how its real servers are checked.
     * @return its keys and values.
     */
    public Map<String, Object> service(final ServiceSettings service, final ServiceHealth health) {
        return serviceTree(service, health).entries();
    }

    /**
     * A real server.
     *
     * @param service    which it belongs to.
     * @param realServer its settings.
     * @param health     how it is checked.
     * @return its keys and values.
     */
    public Map<String, Object> realServer(
        final ServiceSettings service, final RealServerSettings realServer, final RealServerHealth health) {
        final Tree to = tree().text("address", realServer.address())
            .put("port", realServer.port(), service.port())
            .put("weight", realServer.weight(), RealServerSettings.DEFAULT_WEIGHT)
            .put("forwarding", realServer.forwarding().label(), ForwardingMethod.NAT.label());
        if (realServer.forwarding() == ForwardingMethod.TUNNEL) {
            final TunnelSettings tunnel = realServer.tunnel();
            final Tree tunnelTree = tree().put("type", word(tunnel.type()), word(TunnelSettings.Type.IPIP));
            if (tunnel.type() == TunnelSettings.Type.GUE) {
                tunnelTree.put("port", tunnel.port());
            }
            tunnelTree.put("checksum", word(tunnel.checksum()), word(TunnelSettings.Checksum.NONE));
            to.filled("tunnel", tunnelTree);
        }
        to.put("upperThreshold", realServer.upperThreshold(), 0).put("lowerThreshold", realServer.lowerThreshold(), 0);
        final Integer slowStart = realServer.slowStartSeconds();
        if (slowStart != null) {
            to.put("slowStart", slowStart);
        }
        to.filled("limits", AccessTree.limits(realServer.limits()));
        healthTree.realServer(to, health);
        return to.entries();
    }

    /**
     * A rule of firewall marks.
     *
     * @param rule the rule.
     * @return its keys and values.
     */
    public Map<String, Object> mark(final MarkRule rule) {
        final Tree to = tree().put("mark", Integer.toUnsignedLong(rule.mark()))
            .put("version", rule.ipv6() ? IPV6 : IPV4, rule.source() == null && rule.destination() == null ? IPV4
                : rule.ipv6() ? IPV6 : IPV4)
            .text("port", rule.port())
            .text("protocol", rule.protocol() == null ? null : word(rule.protocol()))
            .text("source", rule.source())
            .text("destination", rule.destination());
        if (rule.firstPort() == rule.lastPort()) {
            to.put("destinationPorts", rule.firstPort());
        } else if (rule.firstPort() != 0 || rule.lastPort() != MarkRule.LAST_PORT) {
            to.put("destinationPorts", rule.firstPort() + "-" + rule.lastPort());
        }
        return to.entries();
    }

    /**
     * A rule of SNAT.
     *
     * @param rule the rule.
     * @return its keys and values.
     */
    public Map<String, Object> snat(final SnatSettings rule) {
        return SnatTree.rule(rule, complete);
    }

    /**
     * What there is beside services and marks: timeouts, what becomes of other packets, what the kernel gets of them by
     * ports that have a number of their own, and limits of segments.
     *
     * @param packets the settings.
     * @return keys and values.
     */
    public Map<String, Object> packets(final PacketSettings packets) {
        final Tree to = tree();
        to.filled("timeouts", timeouts(packets.timeouts()));
        to.filled("host", host(packets.host()));
        new TreeMap<>(packets.host().portRates()).forEach((place, rate) ->
            to.put("ports[" + place + "]." + KERNEL_RATE, rate));
        return to.put("mssClamp", mssClamp(packets.mssClamp()), mssClamp(MssClamp.OFF)).entries();
    }

    /**
     * What a director is told when it starts and not later.
     *
     * @param configuration the configuration.
     * @return the sections {@code memory}, {@code ports}, {@code workers}, {@code localPorts} and {@code clients}.
     */
    public Map<String, Object> fixed(final DirectorConfiguration configuration) {
        return tree().put("memory", memory(configuration.memory()).entries())
            .put("ports", ports(configuration.ports(), Map.of()))
            .put("workers", workers(configuration.workers()).entries())
            .put("localPorts", localPorts(configuration.localPorts()).entries())
            .put("clients", AccessTree.clients(configuration.clients(), complete).entries()).entries();
    }

    private Map<String, Object> serviceWithRealServers(final ServiceSettings service, final ServiceHealth health) {
        final List<Map<String, Object>> realServers = new ArrayList<>();
        for (int i = 0; i < service.realServers().size(); i++) {
            realServers.add(realServer(service, service.realServers().get(i), health.realServers().get(i)));
        }
        return serviceTree(service, health).filled("realServers", realServers).entries();
    }

    private Tree serviceTree(final ServiceSettings service, final ServiceHealth health) {
        final Tree to = tree();
        if (service.mark() == 0) {
            to.put("protocol", word(service.protocol())).text("address", service.address())
                .put("port", service.port());
        } else {
            to.put("mark", Integer.toUnsignedLong(service.mark()))
                .put("version", service.address().ipv6() ? IPV6 : IPV4, IPV4);
        }
        to.put("scheduler", service.scheduler());
        final List<String> flags = new ArrayList<>();
        for (int bit = 0; bit < FLAGS.size(); bit++) {
            if ((service.schedulerFlags() & 1 << bit) != 0) {
                flags.add(FLAGS.get(bit));
            }
        }
        to.filled("schedulerFlags", flags);
        final Persistence persistence = service.persistence();
        if (persistence != null) {
            to.filled("persistence", tree().put("timeout", persistence.timeoutSeconds())
                .put("prefixLength", persistence.prefixLength(), service.address().bits())
                .text("engine", persistence.engine()));
        }
        to.put("onePacket", service.onePacket(), false);
        to.put("slowStart", service.slowStartSeconds(), 0);
        to.filled("timeouts", own(service.timeouts()));
        to.filled("localAddresses", AccessTree.prefixes(service.localAddresses()));
        to.put("clientAddress", service.clientAddress().form().label(), ClientAddress.NONE.form().label());
        if (service.clientAddress().form() == ClientAddress.Form.TOA) {
            to.put("clientAddressOption", service.clientAddress().option(), ClientAddress.TOA_OPTION);
        }
        to.filled("limits", AccessTree.limits(service.policy().limits()));
        to.filled("clientLimits", AccessTree.limits(service.policy().clientLimits()));
        to.filled("access", AccessTree.access(service.policy().access()));
        healthTree.service(to, health);
        return to;
    }

    private Tree memory(final MemorySettings memory) {
        return tree().put("hugePages", word(memory.hugePages()), word(MemorySettings.defaults().hugePages()))
            .put("megabytes", memory.megabytes(), MemorySettings.DEFAULT_MEGABYTES)
            .put("mbufs", memory.mbufs(), MemorySettings.DEFAULT_MBUFS)
            .put("maxConnections", memory.maxConnections(), MemorySettings.DEFAULT_MAX_CONNECTIONS);
    }

    private List<Map<String, Object>> ports(final List<PortSettings> ports, final Map<Integer, Integer> kernelRates) {
        final List<Map<String, Object>> trees = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            final PortSettings port = ports.get(i);
            final Tree tree = port.subInterface() == null ? port(port)
                : vlan(port, port.subInterface(), mtuOfParent(port, ports));
            final Integer kernelRate = kernelRates.get(i);
            trees.add((kernelRate == null ? tree : tree.put(KERNEL_RATE, kernelRate)).entries());
        }
        return trees;
    }

    private static int mtuOfParent(final PortSettings port, final List<PortSettings> ports) {
        return ports.stream().filter(parent -> parent.vlans(ports).contains(port)).findFirst().orElse(port).mtu();
    }

    private Tree vlan(final PortSettings port, final SubInterface vlan, final int usualMtu) {
        final Tree to = tree().put("name", port.name()).put("parent", vlan.parent()).put("vlan", vlan.vlan());
        if (vlan.outerVlan() != SubInterface.NONE) {
            to.put("outerVlan", vlan.outerVlan());
        }
        return network(to, port)
            .put("mtu", port.mtu(), usualMtu)
            .text("kernelInterface", port.kernelInterface())
            .filled("localAddresses", AccessTree.prefixes(port.localAddresses()));
    }

    private Tree port(final PortSettings port) {
        final Tree to = tree().put("name", port.name()).text("device", port.device())
            .text("interface", port.interfaceName());
        if (port.devices().stream().anyMatch(opened -> opened.interfaceName() != null)) {
            to.put("pmd", word(port.pmd()), word(Pmd.AF_PACKET));
        }
        if (port.bond() != null) {
            to.filled("bond", bond(port.bond()));
        }
        return network(to, port)
            .put("mtu", port.mtu(), PortSettings.DEFAULT_MTU)
            .put("rxDescriptors", port.rxDescriptors(), PortSettings.DEFAULT_DESCRIPTORS)
            .put("txDescriptors", port.txDescriptors(), PortSettings.DEFAULT_DESCRIPTORS)
            .put("promiscuous", port.promiscuous(), false)
            .text("kernelInterface", port.kernelInterface())
            .put("rss", word(port.rss()), word(RssHash.ALL))
            .filled("localAddresses", AccessTree.prefixes(port.localAddresses()));
    }

    private Tree bond(final BondSettings bond) {
        final Tree to = tree().put("mode", bond.mode().label())
            .filled("members", bond.members().stream().map(member -> tree()
                .text("device", member.device()).text("interface", member.interfaceName()).entries()).toList())
            .text("primary", bond.primary());
        if (bond.primary() != null) {
            to.put("updelay", bond.updelaySeconds(), BondSettings.DEFAULT_UPDELAY_SECONDS);
        }
        return bond.mode() == BondSettings.Mode.LACP
            ? to.put("xmitHashPolicy", bond.hash().label(), BondSettings.Hash.LAYER2.label()) : to;
    }

    private Tree network(final Tree to, final PortSettings port) {
        return to.filled("addresses", port.addresses().stream().map(Object::toString).toList())
            .text("gateway", port.gateway())
            .text("gateway6", port.gateway6())
            .filled("routes", port.routes().stream().map(route ->
                tree().text("to", route.to()).text("via", route.via()).entries()).toList());
    }

    private Tree workers(final WorkerSettings workers) {
        return tree().put("cores", workers.cores()).put("burst", workers.burst(), WorkerSettings.DEFAULT_BURST)
            .put("idle", word(workers.idle()), word(IdleMode.BACKOFF))
            .put("warmUp", workers.warmUpSeconds(), WorkerSettings.DEFAULT_WARM_UP_SECONDS);
    }

    private Tree localPorts(final LocalPortSettings ports) {
        final LocalPortSettings initial = LocalPortSettings.DEFAULT;
        return tree().put("range", ports.first() + "-" + ports.last(), initial.first() + "-" + initial.last())
            .put("reuseDelay", ports.reuseDelaySeconds(), initial.reuseDelaySeconds());
    }

    private Tree sysctls(final Sysctls sysctls) {
        final Tree to = tree();
        for (final Sysctl sysctl : Sysctl.values()) {
            to.put(sysctl.label(), sysctls.get(sysctl), sysctl.initial());
        }
        return to;
    }

    private Tree timeouts(final ConnectionTimeouts timeouts) {
        final ConnectionTimeouts initial = ConnectionTimeouts.INITIAL;
        return tree().put("tcp", timeouts.tcpSeconds(), initial.tcpSeconds())
            .put("tcpFin", timeouts.tcpFinSeconds(), initial.tcpFinSeconds())
            .put("udp", timeouts.udpSeconds(), initial.udpSeconds());
    }

    /** What a service leaves to what holds for all is not there. */
    private static Tree own(final ConnectionTimeouts timeouts) {
        return new Tree(false).put("tcp", timeouts.tcpSeconds(), 0).put("tcpFin", timeouts.tcpFinSeconds(), 0)
            .put("udp", timeouts.udpSeconds(), 0);
    }

    private Tree host(final HostSettings host) {
        final HostSettings initial = HostSettings.INITIAL;
        return tree().put("refusals", word(host.refusals()), word(initial.refusals()))
            .put("forwarding", word(host.forwarding()), word(initial.forwarding()))
            .put("errors", word(host.errors()), word(initial.errors()))
            .put(KERNEL_RATE, host.kernelRate(), initial.kernelRate());
    }

    private static Object mssClamp(final MssClamp clamp) {
        return clamp.isNumber() ? (Object) clamp.bytes() : clamp.toString();
    }

    private Tree tree() {
        return new Tree(complete);
    }

    private static String word(final Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
