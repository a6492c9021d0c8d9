/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.localport.LocalPorts;

/**
 * What the record of a {@link Connection} of full NAT has beside what others have: a flag, and a word that names its
 * local address and port. The method of such a connection is {@link Connection#MASQUERADE}.
 * From the thread of the table's worker.
 */
public final class FullNat {
    /** Flag: the real server sees a local address in place of the client's. */
    public static final int FLAG = 1 << 6;

    private static final int LOCAL = 52;

    private FullNat() {
    }

    /**
     * Whether a connection is one.
     *
     * @param record address of the record.
     * @return false for all other methods.
     */
    public static boolean is(final long record) {
        return (Connection.flags(record) & FLAG) != 0;
    }

    /**
     * Whether a connection is between a client and a real server of different versions of IP.
     *
     * @param record address of the record.
     * @return false for all other methods.
     */
    public static boolean isBridged(final long record) {
        return is(record) && WireAddress.isIpv4(Connection.clientHigh(record), Connection.clientLow(record))
            != WireAddress.isIpv4(Connection.destinationHigh(record), Connection.destinationLow(record));
    }

    /**
     * The local address and port.
     *
     * @param record address of the record.
     * @return the word that {@link LocalPorts} knows them by; 0 for other methods and for templates.
     */
    public static int local(final long record) {
        return NativeMemory.int32(record + LOCAL);
    }

    /**
     * Sets the local address and port, which the connection gives back when it ends.
     *
     * @param record address of a record that is not in the table yet.
     * @param word   of {@link LocalPorts#take}.
     */
    public static void local(final long record, final int word) {
        NativeMemory.int32(record + LOCAL, word);
    }

    /** Real server's and local port as the first four bytes of the real server's transport header. */
    static int replyPorts(final long record) {
        return Connection.destinationPort(record) | LocalPorts.port(local(record)) << Short.SIZE;
    }
}
