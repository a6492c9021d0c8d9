/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.schedulers.SlowStart;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The rules that look at one service or one real server. */
final class ServiceRules {
    static final int PORT_MAX = 65_535;
    static final int FLAGS_MAX = 0b111;
    /** 31 days, as in ipvsadm. */
    static final int TIMEOUT_MAX = 2_678_400;
    /** A day. */
    static final int SLOW_START_MAX = (int) TimeUnit.NANOSECONDS.toSeconds(SlowStart.MAX_DURATION_NS);
    private static final String SIP = "sip";

    private final Problems problems;

    ServiceRules(final Problems problems) {
        this.problems = problems;
    }

    void check(final List<ServiceSettings> services, final Set<String> registeredSchedulers) {
        for (int i = 0; i < services.size(); i++) {
            final ServiceSettings service = services.get(i);
            final String path = "services[" + i + "]";
            if (service.mark() == 0) {
                checkName(path, service);
            }
            problems.checkRange(path + ".schedulerFlags", service.schedulerFlags(), 0, FLAGS_MAX);
            if (!registeredSchedulers.contains(service.scheduler()) && !problems.concern(path + ".scheduler")) {
                problems.add(path + ".scheduler", service.scheduler(), "is not a registered scheduler",
                    "use one of " + String.join(", ", new TreeSet<>(registeredSchedulers)));
            }
            checkPersistence(path + ".persistence", service, service.persistence());
            checkOnePacket(path + ".onePacket", service);
            problems.checkRange(path + ".slowStart", service.slowStartSeconds(), 0, SLOW_START_MAX);
            checkTimeouts(path + ".timeouts", service);
            ClientAddressRules.check(problems, path, service);
            for (int j = 0; j < service.realServers().size(); j++) {
                checkRealServer(path + ".realServers[" + j + "]", service, service.realServers().get(j));
            }
        }
    }

    private void checkName(final String path, final ServiceSettings service) {
        problems.checkUnicast(path + ".address", service.address());
        problems.checkRange(path + ".port", service.port(), 0, PORT_MAX);
        if (service.port() == 0 && service.persistence() == null && !problems.concern(path + ".port")
            && !problems.concern(path + ".persistence")) {
            problems.add(path + ".port", 0, "means all ports, among which only persistence keeps clients together",
                "give one port of 1 to " + PORT_MAX + ", or persistence");
        }
    }

    private void checkPersistence(
        final String path, final ServiceSettings service, final @Nullable Persistence persistence) {
        if (persistence == null || problems.concern(path)) {
            return;
        }
        problems.checkRange(path + ".timeout", persistence.timeoutSeconds(), 1, TIMEOUT_MAX);
        if (!problems.concern(pathOfAddress(path, service))) {
            // An IPv6 prefix of no bits at all is what Linux refuses, too.
            problems.checkRange(path + ".prefixLength", persistence.prefixLength(),
                service.address().ipv6() ? 1 : 0, service.address().bits());
        }
        final String engine = persistence.engine();
        if (engine != null && !engine.equals(SIP)) {
            problems.add(path + ".engine", engine, "is not a persistence engine", "use " + SIP + ", or none");
        } else if (engine != null && service.mark() == 0 && service.protocol() != Protocol.UDP
            && !problems.concern(siblingOf(path, "protocol"))) {
            problems.add(path + ".engine", engine, "reads UDP only, and this service is " + service.protocol(),
                "remove the engine");
        }
    }

    private void checkOnePacket(final String path, final ServiceSettings service) {
        if (service.onePacket() && service.mark() == 0 && service.protocol() != Protocol.UDP
            && !problems.concern(siblingOf(path, "protocol"))) {
            problems.add(path, true, "takes UDP, and this service is " + service.protocol(), "remove it");
        }
    }

    private void checkTimeouts(final String path, final ServiceSettings service) {
        final ConnectionTimeouts timeouts = service.timeouts();
        checkTimeout(path + ".tcp", timeouts.tcpSeconds(), service, Protocol.TCP);
        checkTimeout(path + ".tcpFin", timeouts.tcpFinSeconds(), service, Protocol.TCP);
        checkTimeout(path + ".udp", timeouts.udpSeconds(), service, Protocol.UDP);
    }

    /** One that is 0 is not the service's own. */
    private void checkTimeout(
        final String path, final int seconds, final ServiceSettings service, final Protocol protocol) {
        if (seconds == 0 || problems.concern(path)) {
            return;
        }
        problems.checkRange(path, seconds, 1, TIMEOUT_MAX);
        if (service.mark() == 0 && service.protocol() != protocol
            && !problems.concern(siblingOf(siblingOf(path, "protocol"), "protocol"))) {
            problems.add(path, seconds, "is of " + protocol + ", and this service is " + service.protocol(),
                "remove it");
        }
    }

    private void checkRealServer(
        final String path, final ServiceSettings service, final RealServerSettings realServer) {
        problems.checkUnicast(path + ".address", realServer.address());
        checkPort(path + ".port", service, realServer);
        problems.checkRange(path + ".weight", realServer.weight(), 0, Integer.MAX_VALUE);
        problems.checkRange(path + ".upperThreshold", realServer.upperThreshold(), 0, Integer.MAX_VALUE);
        problems.checkRange(path + ".lowerThreshold", realServer.lowerThreshold(), 0, Integer.MAX_VALUE);
        if (realServer.lowerThreshold() > realServer.upperThreshold() && !problems.concern(path + ".upperThreshold")
            && !problems.concern(path + ".lowerThreshold")) {
            problems.add(path + ".lowerThreshold", realServer.lowerThreshold(),
                "is more than upperThreshold=" + realServer.upperThreshold(), "raise that one or lower this one");
        }
        final Integer slowStart = realServer.slowStartSeconds();
        if (slowStart != null) {
            problems.checkRange(path + ".slowStart", slowStart, 0, SLOW_START_MAX);
        }
        if (realServer.forwarding() == ForwardingMethod.TUNNEL) {
            checkTunnel(path + ".tunnel", realServer.tunnel());
        }
    }

    private void checkPort(final String path, final ServiceSettings service, final RealServerSettings realServer) {
        // The port of the service is what a real server has unless told, and was judged there.
        if (realServer.port() == service.port() || problems.concern(path)) {
            return;
        }
        if (realServer.forwarding().isTranslation()) {
            problems.checkRange(path, realServer.port(), service.port() == 0 ? 0 : 1, PORT_MAX);
        } else {
            problems.add(path, realServer.port(),
                "is not the port of the service, which only forwarding=nat and fullnat change",
                "remove it");
        }
    }

    private void checkTunnel(final String path, final TunnelSettings tunnel) {
        if (problems.concern(path)) {
            return;
        }
        if (tunnel.type() == TunnelSettings.Type.GUE) {
            problems.checkRange(path + ".port", tunnel.port(), 1, PORT_MAX);
        } else if (tunnel.port() != 0) {
            problems.add(path + ".port", tunnel.port(), "has no meaning for this type", "remove it, or use type: gue");
        }
        final boolean none = tunnel.checksum() == TunnelSettings.Checksum.NONE;
        final boolean remote = tunnel.checksum() == TunnelSettings.Checksum.REMOTE;
        if (tunnel.type() == TunnelSettings.Type.IPIP && !none) {
            problems.add(path + ".checksum", null, "stands beside type=ipip, which has no checksum", "remove it");
        } else if (tunnel.type() == TunnelSettings.Type.GRE && remote) {
            problems.add(path + ".checksum", null, "is remote, which GRE does not have", "use none or full");
        }
    }

    /** The path of what a prefix length has to fit. */
    private static String pathOfAddress(final String path, final ServiceSettings service) {
        return siblingOf(path, service.mark() == 0 ? "address" : "version");
    }

    private static String siblingOf(final String path, final String key) {
        return path.substring(0, path.lastIndexOf('.') + 1) + key;
    }
}
