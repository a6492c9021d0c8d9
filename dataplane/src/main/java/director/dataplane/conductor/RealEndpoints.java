/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.service.Endpoints;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers of real servers' protocol, address and port, which several services can share. From the conductor's thread.
 */
final class RealEndpoints {
    private final NumberPool numbers = new NumberPool("real server endpoints", 1, Endpoints.MAX);
    private final Map<Long, Integer> byKey = new HashMap<>();
    private final Map<Long, Integer> uses = new HashMap<>();

    int acquire(final long key) {
        final int number = byKey.computeIfAbsent(key, absent -> numbers.take());
        uses.merge(key, 1, Integer::sum);
        return number;
    }

    void release(final long key) {
        if (uses.merge(key, -1, Integer::sum) == 0) {
            uses.remove(key);
            final Integer number = byKey.remove(key);
            if (number != null) {
                numbers.release(number);
            }
        }
    }

    Map<Long, Integer> numbers() {
        return byKey;
    }
}
