/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/** The rules of how real servers are told the addresses of clients. */
final class ClientAddressRules {
    private ClientAddressRules() {
    }

    static void check(final Problems problems, final String path, final ServiceSettings service) {
        final ClientAddress.Form form = service.clientAddress().form();
        if (form == ClientAddress.Form.NONE || problems.concern(path + ".clientAddress")) {
            return;
        }
        if (service.mark() == 0 && service.protocol() != Protocol.TCP && !problems.concern(path + ".protocol")) {
            problems.add(path + ".clientAddress", form.label(), "is a header in front of what a TCP connection carries,"
                + " and this service is " + service.protocol(), "remove it");
        }
        for (int i = 0; i < service.realServers().size(); i++) {
            final ForwardingMethod forwarding = service.realServers().get(i).forwarding();
            final String place = path + ".realServers[" + i + "].forwarding";
            if (forwarding != ForwardingMethod.FULL_NAT && !problems.concern(place)) {
                problems.add(place, forwarding.label(), "stands beside clientAddress=" + form.label()
                    + ", and such a real server sees the client's address anyway",
                    "write forwarding: fullnat or remove clientAddress");
            }
        }
    }
}
