/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.NativeMemory;

/**
 * Where a connection counts against limits, as long as it lives: in its record. From the
 * thread that owns the table.
 */
public final class Counted {
    private static final int COUNTED = 46;

    private Counted() {
    }

    /**
     * Where it counts.
     *
     * @param record address of the record.
     * @return what was set, 0 for nowhere.
     */
    public static int at(final long record) {
        return NativeMemory.uint16(record + COUNTED);
    }

    /**
     * Sets where it counts.
     *
     * @param record address of the record.
     * @param where  sixteen bits, 0 for nowhere.
     */
    public static void at(final long record, final int where) {
        NativeMemory.uint16(record + COUNTED, where);
    }
}
