/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.BondSettings;
import director.dataplane.configuration.HostSettings;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.Route;
import director.dataplane.configuration.RssHash;
import director.dataplane.configuration.SubInterface;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the ports of a configuration file. */
final class PortReader {
    private static final IpAddress NO_ADDRESS = IpAddress.ipv4(0);
    private static final InterfaceAddress NO_INTERFACE_ADDRESS = new InterfaceAddress(NO_ADDRESS, Integer.SIZE);
    private static final IpPrefix NO_PREFIX = new IpPrefix(NO_ADDRESS, Integer.SIZE);
    private static final List<String> KEYS_OF_DEVICES =
        List.of("device", "interface", "bond", "pmd", "rxDescriptors", "txDescriptors", "promiscuous", "rss");

    private static final Map<String, BondSettings.Mode> MODES = Stream.of(BondSettings.Mode.values())
        .collect(Collectors.toMap(BondSettings.Mode::label, mode -> mode, (a, b) -> a, LinkedHashMap::new));
    private static final Map<String, BondSettings.Hash> HASHES = Stream.of(BondSettings.Hash.values())
        .collect(Collectors.toMap(BondSettings.Hash::label, hash -> hash, (a, b) -> a, LinkedHashMap::new));

    /** Names of sub-interfaces of which no MTU is given. */
    private final Set<String> withoutMtu = new HashSet<>();
    /** What the kernel gets by ports that say so themselves, by their places. */
    private final Map<Integer, Integer> kernelRates = new HashMap<>();
    private int place;

    /** Reads all of them. Sub-interfaces have the MTU of their parent, unless they have one of their own. */
    List<PortSettings> read(final Section file) {
        final List<PortSettings> ports =
            new ArrayList<>(file.requiredSections("ports", "list the ports that carry packets", this::port));
        final List<PortSettings> given = List.copyOf(ports);
        ports.replaceAll(port -> withoutMtu.contains(port.name()) ? port.withMtu(mtuOfParent(port, given)) : port);
        return ports;
    }

    /** How many packets a second the kernel gets by ports that say so themselves, by their places. */
    Map<Integer, Integer> kernelRates() {
        return kernelRates;
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
            subInterface(section),
            bond(section));
        if (section.has("pmd") && section.has("device") && !section.has("interface")) {
            section.problem("pmd", null, "stands beside device, which names its driver itself", "remove pmd");
        }
        if (section.has("pmd") && port.bond() != null && !section.isWrong("bond")
            && port.devices().stream().allMatch(opened -> opened.interfaceName() == null)) {
            section.problem("pmd", null, "has no effect: no member of the bond is an interface", "remove pmd");
        }
        if (port.subInterface() != null && !section.has("mtu")) {
            withoutMtu.add(port.name());
        }
        final int kernelRate = section.integer("kernelRate", HostSettings.DEFAULT_KERNEL_RATE);
        if (section.has("kernelRate")) {
            kernelRates.put(place, kernelRate);
        }
        place++;
        section.end();
        return port;
    }

    private static @Nullable BondSettings bond(final Section port) {
        final @Nullable Section section = port.section("bond");
        if (section == null) {
            return null;
        }
        final BondSettings bond = new BondSettings(
            section.required("mode", "give " + String.join(" or ", MODES.keySet())) == null
                ? BondSettings.Mode.ACTIVE_BACKUP : section.word("mode", MODES, BondSettings.Mode.ACTIVE_BACKUP),
            section.requiredSections("members", "list two or more interfaces or devices", PortReader::member),
            section.text("primary"),
            Objects.requireNonNullElse(
                section.parsed("updelay", Seconds::parse), BondSettings.DEFAULT_UPDELAY_SECONDS),
            section.word("xmitHashPolicy", HASHES, BondSettings.Hash.LAYER2));
        if (section.has("xmitHashPolicy") && bond.mode() != BondSettings.Mode.LACP && !section.isWrong("mode")) {
            section.problem("xmitHashPolicy", bond.hash().label(), "has no effect with mode=" + bond.mode().label()
                + ", where one member carries everything", "remove it, or say mode: "
                + BondSettings.Mode.LACP.label());
        }
        if (section.has("updelay") && bond.primary() == null && !section.isWrong("primary")) {
            section.problem("updelay", null, "has no effect without a primary member, to which the bond would return",
                "give primary, or remove it");
        }
        section.end();
        return bond;
    }

    private static BondSettings.Member member(final Section section) {
        final BondSettings.Member member = new BondSettings.Member(section.text("device"), section.text("interface"));
        section.end();
        return member;
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
