/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

/** Hears what the owner of a {@link ConnectionTable} has to count, on the table's thread. */
@FunctionalInterface
public interface ConnectionListener {
    /**
     * A connection or template that was in the table goes; its record can be read until this returns.
     *
     * @param record address of the record.
     */
    void removed(long record);

    /**
     * A connection has become active or inactive by its state.
     *
     * @param record address of the record.
     * @param active what {@link Connection#isActive} says from now on.
     */
    default void activityChanged(final long record, final boolean active) {
    }
}
