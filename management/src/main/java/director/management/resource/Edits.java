/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.service.ServiceKey;
import director.management.configuration.JsonService;
import director.management.desired.DesiredState;
import director.management.health.settings.HealthSettings;
import director.management.health.settings.ServiceHealth;
import director.management.socket.ProblemException;
import director.management.socket.ProblemException.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** States that differ from others in one service. */
final class Edits {
    private Edits() {
    }

    static @Nullable ServiceSettings find(final DesiredState in, final ServiceKey key) {
        return in.services().stream().filter(service -> ServiceKey.of(service).equals(key)).findFirst().orElse(null);
    }

    static ServiceSettings existing(final DesiredState in, final ServiceKey key) {
        final ServiceSettings service = find(in, key);
        if (service == null) {
            throw new ProblemException(Kind.NOT_FOUND,
                "service " + key + " does not exist: GET /v1/services lists those that do");
        }
        return service;
    }

    static @Nullable RealServerSettings find(final ServiceSettings in, final Names.Endpoint name) {
        return in.realServers().stream().filter(name::names).findFirst().orElse(null);
    }

    static RealServerSettings existing(final ServiceSettings in, final Names.Endpoint name) {
        final RealServerSettings realServer = find(in, name);
        if (realServer == null) {
            throw new ProblemException(Kind.NOT_FOUND, "real server " + name + " of service " + ServiceKey.of(in)
                + " does not exist: GET /v1/services lists those that do");
        }
        return realServer;
    }

    /** The path of a service in a configuration. */
    static String path(final DesiredState in, final ServiceKey key) {
        for (int i = 0; i < in.services().size(); i++) {
            if (ServiceKey.of(in.services().get(i)).equals(key)) {
                return "services[" + i + "]";
            }
        }
        return "";
    }

    /** With a service in the place of that of the same name, or at the end. */
    static DesiredState with(final DesiredState in, final JsonService wanted) {
        final ServiceKey key = ServiceKey.of(wanted.settings());
        final List<ServiceSettings> services = new ArrayList<>(in.services());
        final ServiceSettings before = find(in, key);
        if (before == null) {
            services.add(wanted.settings());
        } else {
            services.set(services.indexOf(before), wanted.settings());
        }
        final List<ServiceHealth> health = new ArrayList<>(in.health().services());
        health.removeIf(each -> each.service().equals(key));
        health.add(wanted.health());
        return new DesiredState(services, in.packets(), new HealthSettings(in.health().concurrency(), health));
    }

    static DesiredState without(final DesiredState in, final ServiceKey key) {
        return new DesiredState(
            in.services().stream().filter(service -> !ServiceKey.of(service).equals(key)).toList(),
            in.packets(), in.health());
    }
}
