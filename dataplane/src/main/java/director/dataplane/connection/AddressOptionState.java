/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.NativeMemory;

/**
 * What the record of a {@link Connection} of full NAT has beside what others have if its real server is told the
 * client's address by an option in the client's packets, of TCP or IP: the number of the option, where a
 * {@link ProxyState} has a length. From the thread of the table's worker.
 */
public final class AddressOptionState {
    private static final int OPTION = 51;
    /** No option of TCP or IP has this number. */
    private static final int GUARDED = 255;

    private AddressOptionState() {
    }

    /**
     * Whether packets of the client have to be looked at.
     *
     * @param record address of the record.
     * @return whether an option is to be put in, or at least none of the client's own let through.
     */
    public static boolean is(final long record) {
        return FullNat.is(record) && !ProxyState.is(record) && NativeMemory.uint8(record + OPTION) != 0;
    }

    /**
     * The number of the option that packets are to have.
     *
     * @param record address of the record.
     * @return 1 to 254; 0 if they need none, or no longer.
     */
    public static int option(final long record) {
        final int option = is(record) ? NativeMemory.uint8(record + OPTION) : 0;
        return option == GUARDED ? 0 : option;
    }

    /**
     * Sets the number of the option.
     *
     * @param record address of the record of a connection of full NAT without a {@link ProxyState}.
     * @param option 1 to 254.
     */
    public static void option(final long record, final int option) {
        NativeMemory.uint8(record + OPTION, option);
    }

    /**
     * The real server knows, and what comes from the client no longer matters.
     *
     * @param record address of the record of a connection whose option has been set.
     */
    public static void end(final long record) {
        NativeMemory.uint8(record + OPTION, 0);
    }

    /**
     * The real server knows, and would believe something else if the client said so.
     *
     * @param record address of the record of a connection whose option has been set.
     */
    public static void guard(final long record) {
        NativeMemory.uint8(record + OPTION, GUARDED);
    }
}
