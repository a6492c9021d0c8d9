/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.NativeMemory;

/**
 * What the record of a {@link Connection} of full NAT has beside what others have while its real server is to be told
 * the client's address by an option in the client's segments: the number of the option, where a {@link ProxyState} has
 * a length. From the thread of the table's worker.
 */
public final class ToaState {
    private static final int PROXY_MARKS = 110;
    private static final int OPTION = 111;

    private ToaState() {
    }

    /**
     * The number of the option that segments are to have.
     *
     * @param record address of the record.
     * @return 1 to 255; 0 if they need none, or no longer.
     */
    public static int option(final long record) {
        return FullNat.is(record) && NativeMemory.uint8(record + PROXY_MARKS) == 0
            ? NativeMemory.uint8(record + OPTION) : 0;
    }

    /**
     * Sets the number of the option.
     *
     * @param record address of the record of a connection of full NAT without a {@link ProxyState}.
     * @param option 1 to 255; 0 when the real server knows.
     */
    public static void option(final long record, final int option) {
        NativeMemory.uint8(record + OPTION, option);
    }
}
