/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** How services and real servers are named on the command line. */
final class ServiceName {
    private ServiceName() {
    }

    /** A service as tables show it: {@code TCP 10.0.0.100:80} or {@code mark 5}. */
    static String of(final JsonNode service) {
        if (service.has("mark")) {
            return "mark " + service.path("mark").asLong() + (service.has("version") ? " IPv6" : "");
        }
        return service.path("protocol").asString("").toUpperCase(Locale.ROOT) + " " + endpoint(service);
    }

    /** Address and port. */
    static String endpoint(final JsonNode named) {
        return endpoint(named.path("address").asString(""), named.path("port").asInt(0));
    }

    static String endpoint(final String address, final int port) {
        return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
    }

    /** The only service that a text names: its identifier, {@code PROTOCOL ADDRESS:PORT}, or {@code ADDRESS:PORT}. */
    static JsonNode find(final JsonNode services, final String text) {
        final List<JsonNode> found =
            services.path("services").valueStream().filter(service -> names(service, text)).toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        throw new CommandFailure(ExitCode.REFUSED, List.of(found.isEmpty()
            ? "there is no service " + text + ": director services lists those that there are"
            : text + " names " + found.size() + " services: choose one of "
                + String.join(", ", found.stream().map(service -> service.path("id").asString("")).toList())), null);
    }

    /** Whether a text names a real server: its address, with its port or for all ports. */
    static boolean isRealServer(final JsonNode realServer, final String text) {
        final String address = realServer.path("address").asString("");
        return text.equals(realServer.path("id").asString("")) || text.equals(endpoint(realServer))
            || text.equals(address) || text.equals("[" + address + "]");
    }

    private static boolean names(final JsonNode service, final String text) {
        return text.equals(service.path("id").asString("")) || text.equalsIgnoreCase(of(service))
            || (!service.has("mark") && text.equals(endpoint(service)));
    }
}
