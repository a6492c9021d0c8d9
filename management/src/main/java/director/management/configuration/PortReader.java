/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.Route;
import director.dataplane.configuration.RssHash;
import director.dataplane.configuration.SubInterface;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the ports of a configuration file. */
final class PortReader {
    private static final IpAddress NO_ADDRESS = IpAddress.ipv4(0);
    private static final InterfaceAddress NO_INTERFACE_ADDRESS = new InterfaceAddress(NO_ADDRESS, Integer.SIZE);
    private static final IpPrefix NO_PREFIX = new IpPrefix(NO_ADDRESS, Integer.SIZE);
    private static final List<String> KEYS_OF_DEVICES =
        List.of("device", "interface", "pmd", "rxDescriptors", "txDescriptors", "promiscuous", "rss");

    /** Names of sub-interfaces of which no MTU is given. */
    private final Set<String> withoutMtu = new HashSet<>();

    /** Reads all of them. Sub-interfaces have the MTU of their parent, unless they have one of their own. */
    List<PortSettings> read(final Section file) {
        final List<PortSettings> ports =
            new ArrayList<>(file.requiredSections("ports", "list the ports that carry packets", this::port));
        final List<PortSettings> given = List.copyOf(ports);
        ports.replaceAll(port -> withoutMtu.contains(port.name()) ? port.withMtu(mtuOfParent(port, given)) : port);
        return ports;
    }

    private static int mtuOfParent(final PortSettings port, final List<PortSettings> given) {
        return given.stream().filter(parent -> parent.vlans(given).contains(port)).mapToInt(PortSettings::mtu)
            .findFirst().orElse(PortSettings.DEFAULT_MTU);
    }

    private PortSettings port(final Section section) {
        final PortSettings port = new PortSettings(
            section.requiredText("name", "give the port a name, such as client"),
            section.text("device"),
            section.text("interface"),
            section.word("pmd", Pmd.AF_PACKET),
            section.parsedList("addresses", InterfaceAddress::parse, NO_INTERFACE_ADDRESS),
            section.parsed("gateway", IpAddress::parse),
            section.parsed("gateway6", IpAddress::parse),
            section.sections("routes", PortReader::route),
            section.integer("mtu", PortSettings.DEFAULT_MTU),
            section.integer("rxDescriptors", PortSettings.DEFAULT_DESCRIPTORS),
            section.integer("txDescriptors", PortSettings.DEFAULT_DESCRIPTORS),
            section.bool("promiscuous", false),
            section.text("kernelInterface"),
            section.word("rss", RssHash.ALL),
            ConfigurationReader.localAddresses(section),
            subInterface(section));
        if (section.has("pmd") && section.has("device") && !section.has("interface")) {
            section.problem("pmd", null, "stands beside device, which names its driver itself", "remove pmd");
        }
        if (port.subInterface() != null && !section.has("mtu")) {
            withoutMtu.add(port.name());
        }
        section.end();
        return port;
    }

    private static @Nullable SubInterface subInterface(final Section section) {
        final @Nullable String parent = section.text("parent");
        if (!section.has("parent")) {
            for (final String key : List.of("vlan", "outerVlan")) {
                section.known(key);
                if (section.has(key)) {
                    section.problem(key, null, "is given without the port that the VLAN is on",
                        "give its name as parent");
                }
            }
            return null;
        }
        final int vlan = section.requiredInteger(
            "vlan", "give the identifier of the VLAN, such as vlan: 100", SubInterface.VLAN_MIN);
        final int outerVlan = section.integer("outerVlan", SubInterface.NONE);
        if (section.has("outerVlan") && outerVlan == SubInterface.NONE && !section.isWrong("outerVlan")) {
            section.problem("outerVlan", outerVlan, "is less than " + SubInterface.VLAN_MIN,
                "give " + SubInterface.VLAN_MIN + " to " + SubInterface.VLAN_MAX + ", or remove it");
        }
        for (final String key : KEYS_OF_DEVICES) {
            if (section.has(key)) {
                section.problem(key, null, "stands beside parent, whose " + key + " this VLAN has",
                    "remove it here, or parent");
            }
        }
        return new SubInterface(parent == null ? "" : parent, vlan, outerVlan);
    }

    private static Route route(final Section section) {
        final Route route = new Route(
            section.requiredParsed("to", "give a prefix, such as 10.2.0.0/16", IpPrefix::parse, NO_PREFIX),
            section.requiredParsed("via", "give the address of a router", IpAddress::parse, NO_ADDRESS));
        section.end();
        return route;
    }
}
