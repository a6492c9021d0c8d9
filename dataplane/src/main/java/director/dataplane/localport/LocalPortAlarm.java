/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.localport;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Notices that the local ports of a service become few, before there are none, and that they are enough again. For one
 * thread, which asks it once a second.
 */
public final class LocalPortAlarm {
    /** The use, in percent, from which on somebody should give more local addresses. */
    public static final int WARNING_PERCENT = 80;
    /** The use, in percent, from which on it has to be soon. */
    public static final int URGENT_PERCENT = 95;

    /** By how much it has to fall before an alarm is over: it is not to come and go. */
    private static final int HYSTERESIS_PERCENT = 5;
    private static final int PERCENT = 100;

    private final Map<String, Integer> levels = new HashMap<>();

    /** Nothing is known to be scarce. */
    public LocalPortAlarm() {
        // Levels are kept by service.
    }

    /**
     * What has changed.
     *
     * @param service  the name of the service, or that of a rule of SNAT after {@link LocalPortCatalogue#SNAT}.
     * @param protocol of the connections.
     * @param percent  of the ports that cannot be had now, at the worker that has the least left.
     * @param level    {@link #WARNING_PERCENT}, {@link #URGENT_PERCENT}, or 0 when it is over.
     */
    public record Change(String service, String protocol, int percent, int level) {
        @Override
        public String toString() {
            final boolean snat = service.startsWith(LocalPortCatalogue.SNAT);
            final String use = percent + " % of the " + protocol + " local ports of "
                + (snat ? "snat rule " + service.substring(LocalPortCatalogue.SNAT.length()) : "service " + service)
                + " are in use or rest";
            return level == 0 ? use + ": enough are free again"
                : use + (level == URGENT_PERCENT ? ", and soon it will refuse connections" : "")
                    + ": give it more " + (snat ? "addresses" : "localAddresses");
        }
    }

    /**
     * Looks once.
     *
     * @param catalogue what there is.
     * @param told      hears of each service whose alarm has changed.
     */
    public void look(final LocalPortCatalogue catalogue, final Consumer<Change> told) {
        final Set<String> present = new HashSet<>();
        for (final LocalPortCatalogue.Pool pool : catalogue.services()) {
            final String name = pool.service() + " " + pool.protocol();
            if (present.add(name)) {
                final int percent = (int) (pool.use() * PERCENT);
                final int before = levels.getOrDefault(name, 0);
                final int level = level(percent, before);
                levels.put(name, level);
                if (level != before) {
                    told.accept(new Change(pool.service(), pool.protocol().name(), percent, level));
                }
            }
        }
        levels.keySet().retainAll(present);
    }

    private static int level(final int percent, final int before) {
        if (percent >= bound(URGENT_PERCENT, before)) {
            return URGENT_PERCENT;
        }
        return percent >= bound(WARNING_PERCENT, before) ? WARNING_PERCENT : 0;
    }

    private static int bound(final int level, final int before) {
        return before >= level ? level - HYSTERESIS_PERCENT : level;
    }
}
