/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

import java.util.List;

/**
 * All that is configured of health checks.
 *
 * @param concurrency how many checks may be under way at a time.
 * @param services    in the order of the configuration.
 */
public record HealthSettings(int concurrency, List<ServiceHealth> services) {
    /** The concurrency unless told. */
    public static final int DEFAULT_CONCURRENCY = 1_024;
    /** Nothing is checked. */
    public static final HealthSettings NONE = new HealthSettings(DEFAULT_CONCURRENCY, List.of());

    /** Keeps a copy of the list. */
    public HealthSettings {
        services = List.copyOf(services);
    }
}
