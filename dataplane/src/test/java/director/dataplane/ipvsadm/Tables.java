/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.util.Set;

/** Tables in the network of the recordings. */
final class Tables {
    private static final Set<String> SCHEDULERS = Set.of("rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed",
        "nq", "fo", "ovf", "mh");
    private static final Set<String> BROADCASTS = Set.of("10.0.0.255", "10.9.255.255", "255.255.255.255");

    private Tables() {
    }

    static ConfigurationTable empty() {
        return new ConfigurationTable(SCHEDULERS::contains,
            address -> !address.isMulticast() && !BROADCASTS.contains(address.toString()), "rs0"::equals);
    }
}
