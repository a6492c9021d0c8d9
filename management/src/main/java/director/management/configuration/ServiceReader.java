/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import static java.util.Objects.requireNonNullElse;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServicePolicy;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.TunnelSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The grammar of {@code services}. */
final class ServiceReader {
    private static final IpAddress NO_ADDRESS = IpAddress.ipv4(0);
    private static final Map<String, Integer> FLAGS = new TreeMap<>(Map.of("flag-1", 1, "flag-2", 2, "flag-3", 4));
    private static final Map<String, ForwardingMethod> METHODS = methods();
    private static final Map<String, ClientAddress.Form> FORMS = forms();
    private static final List<String> NAME = List.of("protocol", "address", "port");

    private ServiceReader() {
    }

    static ServiceSettings read(final Section section, final HealthReader health) {
        final boolean marked = section.has("mark");
        final Protocol protocol = marked ? Protocol.TCP
            : section.requiredWord("protocol", Protocol.class, Protocol.TCP);
        final IpAddress address = marked ? IpVersion.of(section).any()
            : section.requiredParsed("address", "give the virtual address, or a mark", IpAddress::parse, NO_ADDRESS);
        final int port = marked ? 0 : section.requiredInteger("port", "give the virtual port", 1);
        final ServiceSettings service = new ServiceSettings(
            protocol,
            address,
            port,
            mark(section),
            section.requiredText("scheduler", "give the name of a scheduler, such as wrr"),
            section.words("schedulerFlags", FLAGS, 0).stream().reduce(0, (all, flag) -> all | flag),
            persistence(section.section("persistence"), address),
            section.bool("onePacket", false),
            requireNonNullElse(slowStart(section), 0),
            timeouts(section.section("timeouts")),
            ConfigurationReader.localAddresses(section),
            clientAddress(section),
            section.sections("realServers", realServer -> realServer(realServer, port, health)),
            new ServicePolicy(AccessReader.limits(section.section("limits")),
                AccessReader.limits(section.section("clientLimits")),
                AccessReader.access(section.section("access"))));
        health.service(section, service);
        section.end();
        return service;
    }

    /** The firewall mark; one beside a name is a problem. */
    private static int mark(final Section section) {
        final int mark = section.unsigned("mark", 0);
        if (!section.has("mark")) {
            if (section.has("version")) {
                section.problem("version", null, "stands without mark", "remove it: the address tells the version");
            }
            section.known("version");
            return 0;
        }
        for (final String key : NAME) {
            section.known(key);
            if (section.has(key)) {
                section.problem(key, null, "stands beside mark", "remove one of the two");
            }
        }
        if (mark == 0 && !section.isWrong("mark")) {
            section.problem("mark", 0, "is what packets without a mark have", "give 1 to 4294967295");
        }
        // What is wrong is reported; the service stays one of a mark, so that no name is missed.
        return mark == 0 ? 1 : mark;
    }

    private static @Nullable Persistence persistence(final @Nullable Section section, final IpAddress address) {
        if (section == null) {
            return null;
        }
        final Persistence persistence = new Persistence(
            section.integer("timeout", Persistence.DEFAULT_TIMEOUT_SECONDS),
            section.integer("prefixLength", address.bits()),
            section.text("engine"));
        section.end();
        return persistence;
    }

    private static RealServerSettings realServer(
        final Section section, final int servicePort, final HealthReader health) {
        final IpAddress address =
            section.requiredParsed("address", "give the address of the real server", IpAddress::parse, NO_ADDRESS);
        final int port = section.integer("port", servicePort);
        final int weight = section.integer("weight", RealServerSettings.DEFAULT_WEIGHT);
        final ForwardingMethod forwarding = section.word("forwarding", METHODS, ForwardingMethod.NAT);
        final TunnelSettings tunnel = tunnel(section.section("tunnel"));
        if (section.has("tunnel") && forwarding != ForwardingMethod.TUNNEL && !section.isWrong("forwarding")) {
            section.problem("tunnel", null, "stands beside forwarding=" + forwarding.label(),
                "write forwarding: tunnel or remove it");
        }
        final RealServerSettings realServer = new RealServerSettings(address, port, weight, forwarding, tunnel,
            section.integer("upperThreshold", 0), section.integer("lowerThreshold", 0), slowStart(section),
            AccessReader.limits(section.section("limits")));
        health.realServer(section, realServer);
        section.end();
        return realServer;
    }

    private static @Nullable Integer slowStart(final Section section) {
        return section.parsed("slowStart", Seconds::parse);
    }

    private static ConnectionTimeouts timeouts(final @Nullable Section section) {
        if (section == null) {
            return ConnectionTimeouts.GENERAL;
        }
        final ConnectionTimeouts timeouts = new ConnectionTimeouts(
            timeout(section, "tcp"), timeout(section, "tcpFin"), timeout(section, "udp"));
        section.end();
        return timeouts;
    }

    /** Whoever writes 0 means something else than to leave the key out. */
    private static int timeout(final Section section, final String key) {
        final int seconds = section.integer(key, 0);
        if (section.has(key) && seconds == 0 && !section.isWrong(key)) {
            section.problem(key, 0, "is less than 1", "give 1 to 2678400, or leave it out for what holds for all");
        }
        return seconds;
    }

    private static TunnelSettings tunnel(final @Nullable Section section) {
        if (section == null) {
            return TunnelSettings.IPIP;
        }
        final TunnelSettings.Type type = section.word("type", TunnelSettings.Type.IPIP);
        final int port = type == TunnelSettings.Type.GUE
            ? section.requiredInteger("port", "give the UDP port of the tunnel, such as 6080", 1)
            : section.integer("port", 0);
        final TunnelSettings tunnel =
            new TunnelSettings(type, port, section.word("checksum", TunnelSettings.Checksum.NONE));
        section.end();
        return tunnel;
    }

    private static ClientAddress clientAddress(final Section section) {
        final ClientAddress usual =
            new ClientAddress(section.word("clientAddress", FORMS, ClientAddress.Form.NONE));
        final int option = section.integer("clientAddressOption", usual.option());
        if (usual.form() != ClientAddress.Form.TOA && section.has("clientAddressOption")
            && !section.isWrong("clientAddress")) {
            section.problem("clientAddressOption", null, "stands beside clientAddress=" + usual.form().label(),
                "write clientAddress: toa or remove it");
            return usual;
        }
        return new ClientAddress(usual.form(), option);
    }

    private static Map<String, ClientAddress.Form> forms() {
        final Map<String, ClientAddress.Form> forms = new LinkedHashMap<>();
        for (final ClientAddress.Form form : ClientAddress.Form.values()) {
            forms.put(form.label(), form);
        }
        return forms;
    }

    private static Map<String, ForwardingMethod> methods() {
        final Map<String, ForwardingMethod> methods = new LinkedHashMap<>();
        for (final ForwardingMethod method : ForwardingMethod.values()) {
            methods.put(method.label(), method);
        }
        return methods;
    }
}
