/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ownership;

import java.security.SecureRandom;

/**
 * The Toeplitz hash of a client, as network cards compute it for receive-side scaling: over its address, followed by
 * its port, with a secret key. Whatever bit of these is set adds the 32 bits of the key that begin at its place. All is
 * in wire order, as it lies in memory of a little-endian machine. Immutable; from any thread.
 */
public final class OwnerHash {
    /** Bytes of a key that both ends of a packet of IPv6 could use. */
    public static final int KEY_BYTES = 40;

    /** Of the keys that network cards take, the longest. */
    private static final int LONGEST_KEY = 64;
    private static final int IPV6_PORT = 16;
    private static final int IPV4_PORT = 4;
    /** Address and port of IPv6. */
    private static final int PLACES = IPV6_PORT + 2;
    private static final int VALUES = 256;
    private static final int BYTE = 0xFF;

    /** What each value of a byte adds, by its place. */
    private final int[] sums = new int[PLACES * VALUES];
    private final byte[] key;

    /**
     * A hash.
     *
     * @param key secret, at least {@link #KEY_BYTES}.
     */
    public OwnerHash(final byte[] key) {
        if (key.length < KEY_BYTES) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes, not " + KEY_BYTES);
        }
        this.key = key.clone();
        for (int place = 0; place < PLACES; place++) {
            for (int value = 0; value < VALUES; value++) {
                sums[place * VALUES + value] = sum(key, place, value);
            }
        }
    }

    /**
     * A hash that nobody can foretell.
     *
     * @return with a new key.
     */
    public static OwnerHash random() {
        final byte[] key = new byte[LONGEST_KEY];
        new SecureRandom().nextBytes(key);
        return new OwnerHash(key);
    }

    /**
     * A copy of the key.
     *
     * @return as given.
     */
    public byte[] key() {
        return key.clone();
    }

    /**
     * The hash of a client of IPv4.
     *
     * @param address wire order.
     * @param port    wire order, 16 bits.
     * @return 32 bits.
     */
    public int ipv4(final int address, final int port) {
        return sums[address & BYTE]
            ^ sums[VALUES + (address >>> 8 & BYTE)]
            ^ sums[2 * VALUES + (address >>> 16 & BYTE)]
            ^ sums[3 * VALUES + (address >>> 24)]
            ^ port(IPV4_PORT, port);
    }

    /**
     * The hash of a client of IPv6.
     *
     * @param high bytes 0 to 7 of the address, wire order.
     * @param low  bytes 8 to 15, wire order.
     * @param port wire order, 16 bits.
     * @return 32 bits.
     */
    public int ipv6(final long high, final long low, final int port) {
        return eight(0, high) ^ eight(Long.BYTES, low) ^ port(IPV6_PORT, port);
    }

    private int eight(final int place, final long bytes) {
        int hash = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            hash ^= sums[(place + i) * VALUES + (int) (bytes >>> (i * Byte.SIZE) & BYTE)];
        }
        return hash;
    }

    private int port(final int place, final int port) {
        return sums[place * VALUES + (port & BYTE)] ^ sums[(place + 1) * VALUES + (port >>> 8 & BYTE)];
    }

    private static int sum(final byte[] key, final int place, final int value) {
        // The five bytes of the key from that place on have the windows of all eight bits.
        long window = 0;
        for (int i = 0; i <= Integer.BYTES; i++) {
            window = window << Byte.SIZE | (key[place + i] & BYTE);
        }
        int hash = 0;
        for (int bit = 0; bit < Byte.SIZE; bit++) {
            if ((value & (0x80 >>> bit)) != 0) {
                hash ^= (int) (window >>> (Byte.SIZE - bit));
            }
        }
        return hash;
    }
}
