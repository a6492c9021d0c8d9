/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.localport;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.ownership.Owners;
import director.dataplane.ownership.Ownership;
import director.dataplane.ownership.Peers;
import java.util.SplittableRandom;

/**
 * Shares the ports of a local address out among workers: each gets those to which replies are its own, by the hash of
 * which worker carries what. Immutable; from any thread.
 */
public final class PortShares {
    private static final long ODD = 0x9E37_79B9_7F4A_7C15L;

    private final Owners owners;
    private final LocalPortSettings settings;
    private final long seed;

    /**
     * For a director.
     *
     * @param owners   who owns what.
     * @param settings which ports there are, and how long they rest.
     * @param seed     of the order in which they are taken, which nobody is to foretell.
     */
    public PortShares(final Owners owners, final LocalPortSettings settings, final long seed) {
        this.owners = owners;
        this.settings = settings;
        this.seed = seed;
    }

    /**
     * The ports of a worker alone, the usual ones.
     *
     * @return in an order that is always the same.
     */
    public static PortShares alone() {
        return new PortShares(Peers.none().owners(), LocalPortSettings.DEFAULT, 0);
    }

    /**
     * How long a port of TCP or SCTP rests.
     *
     * @return seconds.
     */
    public int delaySeconds() {
        return settings.reuseDelaySeconds();
    }

    /**
     * How many workers there are.
     *
     * @return at least 1.
     */
    public int workers() {
        return owners.workers();
    }

    /**
     * Free ports of an address, in an order that nobody can foretell (RFC 6056).
     *
     * @param address  a local one.
     * @param kind     of the ports.
     * @return for each worker.
     */
    public FreePorts[] of(final IpAddress address, final PortKind kind) {
        final char[] order = shuffled(seed ^ ((address.high() + address.low()) * ODD) ^ kind.seed());
        final int[] owned = new int[workers()];
        final byte[] owner = new byte[order.length];
        for (int i = 0; i < order.length; i++) {
            final int worker =
                owners.owner(Ownership.BY_PORT, address.wireHigh(), address.wireLow(), order[i]);
            owner[i] = (byte) worker;
            owned[worker]++;
        }
        final FreePorts[] all = new FreePorts[workers()];
        for (int worker = 0; worker < all.length; worker++) {
            final char[] share = new char[owned[worker]];
            int at = 0;
            for (int i = 0; i < order.length; i++) {
                if (Byte.toUnsignedInt(owner[i]) == worker) {
                    share[at++] = order[i];
                }
            }
            all[worker] = new FreePorts(share, kind.rests() ? settings.reuseDelaySeconds() : 0);
        }
        return all;
    }

    private char[] shuffled(final long seedOfAddress) {
        final SplittableRandom random = new SplittableRandom(seedOfAddress);
        final char[] order = new char[settings.last() - settings.first() + 1];
        for (int i = 0; i < order.length; i++) {
            final int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = Character.reverseBytes((char) (settings.first() + i));
        }
        return order;
    }
}
