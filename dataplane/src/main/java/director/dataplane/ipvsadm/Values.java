/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import director.dataplane.address.IpAddress;
import org.jspecify.annotations.Nullable;

/** The values of options, with the ranges of ipvsadm(8). */
final class Values {
    private static final int MAX_PORT = 0xffff;
    private static final int MAX_TIMEOUT = 31 * 86_400;
    private static final int MAX_NAME = 15;

    private Values() {
    }

    static int number(final String text, final long min, final long max, final String what) throws UsageException {
        final long number = CNumbers.parseDecimal(text, min, max);
        if (number < 0) {
            throw UsageException.of("illegal " + what + " specified");
        }
        return (int) number;
    }

    static int port(final String text, final String what) throws UsageException {
        return number(text, 1, MAX_PORT, what);
    }

    static int timeout(final String text, final int min) throws UsageException {
        final long number = CNumbers.parseDecimal(text, min, MAX_TIMEOUT);
        if (number < 0) {
            throw UsageException.of("invalid timeout value `" + text + "' specified");
        }
        return (int) number;
    }

    static int mark(final String text) throws UsageException {
        final long number = CNumbers.parseDecimal(text, 1, 0xffff_ffffL);
        if (number < 0) {
            throw UsageException.of("invalid fwmark value `" + text + "' specified");
        }
        return (int) number;
    }

    /** Names of schedulers, engines and interfaces are cut to what the kernel holds. */
    static String name(final String text) {
        return text.length() > MAX_NAME ? text.substring(0, MAX_NAME) : text;
    }

    static IpAddress group(final String text) throws UsageException {
        final boolean ipv6 = text.indexOf(':') >= 0;
        final IpAddress group = AddressReader.parse(text);
        if (group == null || group.ipv6() != ipv6 || !group.isMulticast()) {
            throw UsageException.of("invalid " + (ipv6 ? "IPv6" : "IPv4") + " mcast-group `" + text + "'");
        }
        return group;
    }

    static int ipv4Mask(final String text) throws UsageException {
        final IpAddress mask = AddressReader.parseIpv4(text);
        if (mask == null) {
            throw UsageException.of("illegal virtual server persistent mask specified");
        }
        return (int) mask.low();
    }

    static int ipv6Mask(final String text) throws UsageException {
        int end = 0;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        final long length = CNumbers.parseDecimal(text.substring(0, end), 1, ServiceOptions.WHOLE_IPV6);
        if (length < 0) {
            throw UsageException.of("illegal ipv6 netmask specified");
        }
        return (int) length;
    }

    /**
     * Reads {@code host[:port]}; an IPv6 address with a port is in brackets.
     *
     * @param text        the text.
     * @param defaultPort the port if none is given.
     * @param what        what it is, for the message.
     * @return the endpoint.
     * @throws UsageException if it is none. Names are not resolved.
     */
    static Endpoint endpoint(final String text, final int defaultPort, final String what) throws UsageException {
        final Endpoint endpoint = text.startsWith("[") ? bracketed(text, defaultPort) : plain(text, defaultPort);
        if (endpoint == null) {
            throw UsageException.of("illegal " + what + " address[:port] specified");
        }
        return endpoint;
    }

    private static @Nullable Endpoint bracketed(final String text, final int defaultPort) {
        final int end = text.indexOf(']');
        if (end < 0 || !text.startsWith(":", end + 1)) {
            return null;
        }
        final String host = text.substring(1, end);
        final IpAddress ipv6 = AddressReader.parseIpv6(host);
        return ipv6 == null ? plain(host, defaultPort) : withPort(ipv6, text.substring(end + 2));
    }

    private static @Nullable Endpoint plain(final String text, final int defaultPort) {
        final IpAddress ipv6 = AddressReader.parseIpv6(text);
        if (ipv6 != null) {
            return new Endpoint(ipv6, defaultPort);
        }
        final int colon = text.lastIndexOf(':');
        final IpAddress ipv4 = AddressReader.parseIpv4(colon < 0 ? text : text.substring(0, colon));
        if (ipv4 == null || colon < 0) {
            return ipv4 == null ? null : new Endpoint(ipv4, defaultPort);
        }
        return withPort(ipv4, text.substring(colon + 1));
    }

    private static @Nullable Endpoint withPort(final IpAddress address, final String text) {
        final long port = CNumbers.parseDecimal(text, 0, MAX_PORT);
        return port < 0 ? null : new Endpoint(address, (int) port);
    }
}
