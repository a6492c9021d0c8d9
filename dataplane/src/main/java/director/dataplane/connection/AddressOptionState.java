/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.NativeMemory;

/**
 * What the record of a {@link Connection} of full NAT has beside what others have if its real server is told the
 * client's address by an option in the client's packets, of TCP or IP. Where a {@link ProxyState} has a length, the
 * number of the option while it is to be told; where that has sequence numbers, the one behind the SYN, and the
 * number of the option for good. From the thread of the table's worker.
 */
public final class AddressOptionState {
    private static final int OPTION = 51;
    private static final int FIRST = 56;
    private static final int KIND = 60;
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
        NativeMemory.uint8(record + KIND, option);
    }

    /**
     * Tells the option once more, if there is one and its time was over: another client may have the tuple now.
     *
     * @param record address of the record of any connection of TCP.
     * @return false if nothing has changed.
     */
    public static boolean again(final long record) {
        if (!FullNat.is(record) || Snat.is(record) || ProxyState.is(record)
            || NativeMemory.uint8(record + OPTION) == NativeMemory.uint8(record + KIND)) {
            return false;
        }
        NativeMemory.uint8(record + OPTION, NativeMemory.uint8(record + KIND));
        return true;
    }

    /**
     * The number behind the client's SYN: who acknowledges more has a connection.
     *
     * @param record address of the record of a connection whose option has been set.
     * @return 32 bits; 0 if no SYN came.
     */
    public static int first(final long record) {
        return NativeMemory.int32(record + FIRST);
    }

    /**
     * Notes the number behind the client's SYN.
     *
     * @param record address of the record of a connection whose option has been set.
     * @param number 32 bits.
     */
    public static void first(final long record, final int number) {
        NativeMemory.int32(record + FIRST, number);
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
