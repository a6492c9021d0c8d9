/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.dataplane.address.IpAddress;
import java.nio.ByteBuffer;

/**
 * Where a frame goes or comes from.
 *
 * @param mac     48 bits.
 * @param address of either version.
 * @param port    TCP's or UDP's.
 */
record End(long mac, IpAddress address, int port) {
    /** The same address and port behind another station. */
    End behind(final long other) {
        return new End(other, address, port);
    }

    /** Writes the MAC address. */
    void putMac(final ByteBuffer out) {
        putMac(out, mac);
    }

    /** Writes the IP address: 4 or 16 bytes. */
    void putAddress(final ByteBuffer out) {
        if (address.ipv6()) {
            out.putLong(address.high()).putLong(address.low());
        } else {
            out.putInt((int) address.low());
        }
    }

    static void putMac(final ByteBuffer out, final long mac) {
        out.putShort((short) (mac >>> Integer.SIZE)).putInt((int) mac);
    }
}
