/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

/** What {@code -S} writes. */
public enum SavedRules {
    /** What ipvsadm 1.31 writes: thresholds are missing, and real servers are sorted, so that a restore loses both. */
    AS_IPVSADM,
    /** Everything that commands can set, and real servers in an order that gives the same list when restored. */
    COMPLETE
}
