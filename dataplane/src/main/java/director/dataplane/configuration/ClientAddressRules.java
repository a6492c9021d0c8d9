/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/** The rules of how real servers are told the addresses of clients. */
final class ClientAddressRules {
    /** Numbers below are TCP's own: 69 is the greatest that IANA has given to somebody. */
    private static final int LEAST_OPTION = 70;
    private static final int MOST_OPTION = 254;

    private ClientAddressRules() {
    }

    private static void checkOption(final Problems problems, final String path, final int option) {
        problems.checkRange(path, option, LEAST_OPTION, MOST_OPTION);
    }

    private static String what(final ClientAddress.Form form) {
        return switch (form) {
            case TOA -> "is an option of TCP";
            case UOA -> "is an option in front of UDP";
            default -> "is a header in front of what a TCP connection carries";
        };
    }

    private static String remedy(final Protocol protocol) {
        return switch (protocol) {
            case TCP -> "write proxy-v1, proxy-v2 or toa, or remove it";
            case UDP -> "write uoa or remove it";
            default -> "remove it";
        };
    }

    static void check(final Problems problems, final String path, final ServiceSettings service) {
        final ClientAddress.Form form = service.clientAddress().form();
        if (form == ClientAddress.Form.NONE || problems.concern(path + ".clientAddress")) {
            return;
        }
        final Protocol carrier = form == ClientAddress.Form.UOA ? Protocol.UDP : Protocol.TCP;
        if (service.mark() == 0 && service.protocol() != carrier && !problems.concern(path + ".protocol")) {
            problems.add(path + ".clientAddress", form.label(),
                what(form) + ", and this service is " + service.protocol(), remedy(service.protocol()));
        }
        if (form == ClientAddress.Form.TOA) {
            checkOption(problems, path + ".clientAddressOption", service.clientAddress().option());
        }
        for (int i = 0; i < service.realServers().size(); i++) {
            final ForwardingMethod forwarding = service.realServers().get(i).forwarding();
            final String place = path + ".realServers[" + i + "].forwarding";
            if (forwarding != ForwardingMethod.FULL_NAT && !problems.concern(place)) {
                problems.add(place, forwarding.label(), "stands beside clientAddress=" + form.label()
                    + ", and such a real server sees the client's address anyway",
                    "write forwarding: fullnat or remove clientAddress");
            }
            if (form == ClientAddress.Form.UOA) {
                checkVersion(problems, path + ".realServers[" + i + "].address", service, service.realServers().get(i));
            }
        }
    }

    /** What DPVS's module reads of datagrams is of the version that the datagram has. */
    private static void checkVersion(final Problems problems, final String path, final ServiceSettings service,
        final RealServerSettings realServer) {
        if (realServer.address().ipv6() != service.address().ipv6() && !problems.concern(path)) {
            problems.add(path, realServer.address(), "is an " + realServer.address().version()
                + " address beside clientAddress=uoa, which tells it of " + realServer.address().version()
                + " clients only, and those of " + service.endpoint() + " are of " + service.address().version(),
                "remove clientAddress, or give the " + service.address().version() + " address of the real server");
        }
    }
}
