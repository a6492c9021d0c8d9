/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import director.management.health.probe.Probe;
import director.management.health.settings.ProbeSettings;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What all checks share.
 *
 * @param director is told what the checks say.
 * @param probes   make the probe that settings describe.
 * @param runner   makes their attempts.
 * @param timer    tells when.
 * @param random   spreads the first ones.
 */
record CheckResources(
    CheckedDirector director,
    Function<ProbeSettings, Probe> probes,
    CheckRunner runner,
    Timer timer,
    RandomGenerator random) {
}
