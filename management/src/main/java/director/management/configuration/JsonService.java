/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.configuration.ConfigurationException;
import director.dataplane.configuration.Problems;
import director.dataplane.configuration.ServiceSettings;
import director.management.health.settings.ServiceHealth;
import tools.jackson.databind.JsonNode;

/**
 * A virtual service that was written in JSON, with the keys of a configuration file.
 *
 * @param settings of the service and its real servers.
 * @param health   how its real servers are checked.
 */
public record JsonService(ServiceSettings settings, ServiceHealth health) {
    /**
     * Reads a service. Ranges and relations are the business of
     * {@link director.dataplane.configuration.DirectorConfiguration#conclude}.
     *
     * @param json any JSON.
     * @return the service.
     * @throws ConfigurationException naming everything that cannot be read, with paths that begin in the service.
     */
    public static JsonService read(final JsonNode json) {
        final Problems problems = new Problems();
        final HealthReader health = new HealthReader();
        final ServiceSettings settings =
            ServiceReader.read(new Section("", JsonNodes.of(json), problems, new Positions("body")), health);
        problems.throwIfAny();
        return new JsonService(settings, health.settings(null).services().getFirst());
    }
}
