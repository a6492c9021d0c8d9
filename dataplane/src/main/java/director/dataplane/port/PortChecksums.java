/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.TxOffload;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which checksums a port computes of packets that it sends, over all of them.
 *
 * @param udp  that of UDP.
 * @param sctp that of SCTP.
 */
public record PortChecksums(boolean udp, boolean sctp) {
    /** None: they are computed before a packet is sent. */
    public static final PortChecksums NONE = new PortChecksums(false, false);

    private static final Set<TxOffload> USED = EnumSet.of(TxOffload.UDP_CHECKSUM, TxOffload.SCTP_CHECKSUM);

    /**
     * What of a device's abilities is made use of.
     *
     * @param offered all that it can do.
     * @return what it is to do.
     */
    static Set<TxOffload> used(final Set<TxOffload> offered) {
        final Set<TxOffload> used = EnumSet.copyOf(USED);
        used.retainAll(offered);
        return used;
    }

    /**
     * The checksums of a device.
     *
     * @param offered all that it can do.
     * @return those that it computes.
     */
    static PortChecksums of(final Set<TxOffload> offered) {
        return new PortChecksums(offered.contains(TxOffload.UDP_CHECKSUM), offered.contains(TxOffload.SCTP_CHECKSUM));
    }
}
