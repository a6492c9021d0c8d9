/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

/**
 * What tells the record of a {@link Connection} of SNAT from others: a flag. It is the connection of a host of ours to
 * one elsewhere, and the mirror of one of NAT: its client is our host, its virtual address and its real server are the
 * other end, and as in {@link FullNat} a local address and port stand in place of the client's. Its method is {@link
 * Connection#MASQUERADE}, and the number of its real server that of the rule. From the thread of the table's worker.
 *
 * <p>Echo requests have their identifier where others have the client's port; the other ports are 0.
 */
public final class Snat {
    /** Flags: those of full NAT, and one more. */
    public static final int FLAGS = FullNat.FLAG | 1 << 7;

    private Snat() {
    }

    /**
     * Whether a connection is one.
     *
     * @param record address of the record.
     * @return false for all connections of services.
     */
    public static boolean is(final long record) {
        return (Connection.flags(record) & 1 << 7) != 0;
    }
}
