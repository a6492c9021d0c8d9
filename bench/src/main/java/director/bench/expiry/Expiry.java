/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.expiry;

import director.bench.support.Json;
import tools.jackson.databind.node.ObjectNode;

/** Connections that end together, measured for a report. */
public final class Expiry {
    private static final double NS_A_MILLI = 1e6;
    private static final double NS_A_MICRO = 1e3;

    private Expiry() {
    }

    /**
     * Opens connections and lets them expire.
     *
     * @param connections how many.
     * @param rounds      how often; the last time counts.
     * @return the memory of a connection, how late the last one was gone and how long duty cycles took.
     */
    public static ObjectNode measure(final int connections, final int rounds) {
        final ObjectNode node = Json.object();
        for (int round = 1; round <= rounds; round++) {
            try (ExpiryRun run = new ExpiryRun(connections)) {
                run.run();
                node.put("connections", connections);
                node.put("bytesPerConnection", Json.rounded(run.bytesEach()));
                node.put("lateMs", Json.rounded(run.lateNs() / NS_A_MILLI));
                node.put("medianUs", run.expiring().quantileNs(0.5) / NS_A_MICRO);
                node.put("longestUs", run.expiring().quantileNs(1) / NS_A_MICRO);
            }
        }
        return node;
    }
}
