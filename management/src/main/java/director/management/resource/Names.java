/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.service.ServiceKey;
import director.management.socket.ProblemException;
import director.management.socket.ProblemException.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What names services and real servers in paths: {@code tcp-10.0.0.100-80}, {@code udp-fd00::1-53}, {@code mark-5} and
 * {@code mark6-5} for IPv6, {@code 10.9.0.1-80}.
 */
final class Names {
    private static final Pattern SERVICE = Pattern.compile("(tcp|udp|sctp)-([0-9A-Fa-f.:]+)-(\\d{1,5})");
    private static final Pattern MARK = Pattern.compile("mark(6?)-(\\d{1,10})");
    private static final Pattern REAL_SERVER = Pattern.compile("([0-9A-Fa-f.:]+)-(\\d{1,5})");
    private static final int PORT = 3;
    private static final int PORT_MAX = 65_535;
    private static final long MARK_MAX = (1L << Integer.SIZE) - 1;

    private Names() {
    }

    static String of(final ServiceKey service) {
        if (service.mark() != 0) {
            return (service.address().ipv6() ? "mark6-" : "mark-") + Integer.toUnsignedString(service.mark());
        }
        return service.protocol().name().toLowerCase(Locale.ROOT) + "-" + service.address() + "-" + service.port();
    }

    static String of(final RealServerSettings realServer) {
        return realServer.address() + "-" + realServer.port();
    }

    /** The service that a name means, whether or not there is one. */
    static ServiceKey service(final String name) {
        final Matcher mark = MARK.matcher(name);
        if (mark.matches()) {
            final long number = Long.parseLong(mark.group(2));
            if (number >= 1 && number <= MARK_MAX) {
                return ServiceKey.ofMark((int) number, !mark.group(1).isEmpty());
            }
        }
        final Matcher endpoint = SERVICE.matcher(name);
        if (endpoint.matches() && Integer.parseInt(endpoint.group(PORT)) <= PORT_MAX) {
            try {
                return new ServiceKey(Protocol.valueOf(endpoint.group(1).toUpperCase(Locale.ROOT)),
                    IpAddress.parse(endpoint.group(2)), Integer.parseInt(endpoint.group(PORT)));
            } catch (final IllegalArgumentException e) {
                throw unknown(name, e);
            }
        }
        throw unknown(name, null);
    }

    /** Address and port that a name means, whether or not there is such a real server. */
    static Endpoint realServer(final String name) {
        final Matcher endpoint = REAL_SERVER.matcher(name);
        if (endpoint.matches() && Integer.parseInt(endpoint.group(2)) <= PORT_MAX) {
            try {
                return new Endpoint(IpAddress.parse(endpoint.group(1)), Integer.parseInt(endpoint.group(2)));
            } catch (final IllegalArgumentException e) {
                throw unknown(name, e);
            }
        }
        throw new ProblemException(Kind.NOT_FOUND, name + " names no real server: write 10.9.0.1-80 or fd09::1-80");
    }

    private static ProblemException unknown(final String name, final @Nullable Throwable why) {
        return new ProblemException(Kind.NOT_FOUND, name
            + " names no service: write tcp-10.0.0.100-80, udp-fd00::1-53, mark-5 or, for IPv6, mark6-5",
            List.of(), Map.of(), why);
    }

    /**
     * What names a real server of a service.
     *
     * @param address where it listens.
     * @param port    where it listens, 0 to 65,535.
     */
    record Endpoint(IpAddress address, int port) {
        boolean names(final RealServerSettings realServer) {
            return realServer.address().equals(address) && realServer.port() == port;
        }

        @Override
        public String toString() {
            return address + "-" + port;
        }
    }
}
