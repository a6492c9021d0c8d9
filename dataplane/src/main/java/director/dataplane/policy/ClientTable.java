/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.policy;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.address.WireAddress;
import director.dataplane.configuration.ClientSettings;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What each client has used of the limits of a service: a table of fixed size that all workers share, of atomic words.
 *
 * <pre>
 *   tags, eight to a bucket:                     details of each:
 *  +----------------+----------------+          +-----------+---------------------+---------+---------+
 *  |  tag, 32 bits  |  connections   |          | bucket is |   client's address  | service | refused |
 *  +----------------+----------------+          | full when |                     |         |         |
 *                                               +-----------+---------------------+---------+---------+
 * </pre>
 *
 * A client is found by a keyed hash of its prefix and the service: some bits lead to a bucket, others are the tag. A
 * slot that counts a connection is nobody else's; who works on a slot counts one as long as he does. A slot without
 * connections whose token bucket is full says nothing that an empty one would not, so it is taken by whoever needs one.
 * If a bucket has no such slot, a client with one connection is forgotten, and if there is no such client either, the
 * new one is let through without being counted. So whoever fills the table only loosens limits, and has nobody refused.
 *
 * <p>Two clients that are hashed alike share a limit: to one of the clients in a full bucket that happens once in five
 * hundred million times. Details but for the first word are for people; they may be of two clients while a slot changes
 * hands. From any thread.
 */
public final class ClientTable {
    /** What became of a client that came. */
    enum Outcome {
        /** It may; if connections are limited, it is counted until {@link #leave}. */
        ENTERED,
        /** As above, and another client with a single connection is forgotten for it. */
        FORGOTTEN,
        /** It may, for there is no room to know it. */
        UNKNOWN,
        /** It has as many connections as it may. */
        TOO_MANY,
        /** It opens connections faster than it may. */
        TOO_FAST
    }

    private static final int BUCKET = 8;
    private static final int DETAILS = 4;
    private static final int HIGH = 1;
    private static final int LOW = 2;
    private static final int SERVICE = 3;
    private static final int NONE = -1;
    private static final long ODD = 0x9E37_79B9_7F4A_7C15L;
    private static final Comparator<Client> ORDER =
        Comparator.comparingLong(Client::refused).thenComparingInt(Client::connections);
    private static final long COUNT_MASK = 0xFFFF_FFFFL;

    private final AtomicLongArray tags;
    private final AtomicLongArray details;
    private final int bucketMask;
    private final long[] secrets;
    private final long mask4Low;
    private final long mask6High;
    private final long mask6Low;

    /**
     * A table without clients.
     *
     * @param settings its size, and what a client is.
     * @param seed     secret that keeps others from guessing which clients meet in a bucket.
     */
    public ClientTable(final ClientSettings settings, final long seed) {
        final int size = Math.max(BUCKET, Integer.highestOneBit(settings.tableSize() * 2 - 1));
        tags = new AtomicLongArray(size);
        details = new AtomicLongArray(size * DETAILS);
        bucketMask = size / BUCKET - 1;
        secrets = new SplittableRandom(seed).longs(3).map(secret -> secret | 1).toArray();
        mask4Low = IpPrefix.of(IpAddress.ANY, settings.ipv4PrefixLength()).wireMaskLow();
        final IpPrefix prefix6 = IpPrefix.of(IpAddress.ANY6, settings.ipv6PrefixLength());
        mask6High = prefix6.wireMaskHigh();
        mask6Low = prefix6.wireMaskLow();
    }

    /** Counts a new connection of a client, unless it may not have it. */
    Outcome enter(final long high, final long low, final int service, final ClientLimits limits, final long now) {
        final long hash = hash(clientHigh(high, low), clientLow(high, low), service);
        final long tag = tag(hash);
        final int first = first(hash);
        // Whoever has to begin anew does so because somebody else got on.
        while (true) {
            final int known = find(first, tag);
            if (known != NONE) {
                if (limits.connections() != 0 && count(first, tag) >= limits.connections()) {
                    refused(known);
                    return Outcome.TOO_MANY;
                }
                if (countOne(known, tag)) {
                    return entered(known, tag, limits, now, Outcome.ENTERED);
                }
                continue;
            }
            final int free = lightest(first, 0, now);
            final int slot = free == NONE ? lightest(first, 1, now) : free;
            if (slot == NONE) {
                return Outcome.UNKNOWN;
            }
            if (take(slot, free == NONE ? 1 : 0, tag) && isAlone(first, slot, tag)) {
                name(slot, clientHigh(high, low), clientLow(high, low), service);
                return entered(slot, tag, limits, now,
                    free == NONE ? Outcome.FORGOTTEN : Outcome.ENTERED);
            }
        }
    }

    /** A connection that {@link #enter} counted is over, or did not come about. */
    void leave(final long high, final long low, final int service) {
        final long hash = hash(clientHigh(high, low), clientLow(high, low), service);
        final long tag = tag(hash);
        final int first = first(hash);
        for (int slot = first; slot < first + BUCKET; slot++) {
            if (tags.get(slot) >>> Integer.SIZE == tag && leave(slot, tag)) {
                return;
            }
        }
    }

    /**
     * Clients that have connections or were refused.
     *
     * @param most how many at most: those that were refused most often, then those with the most connections.
     * @return a moment's view.
     */
    public List<Client> list(final int most) {
        final PriorityQueue<Client> found = new PriorityQueue<>(ORDER);
        for (int slot = 0; slot < tags.length(); slot++) {
            final int connections = (int) tags.getOpaque(slot);
            final long last = details.getOpaque(slot * DETAILS + SERVICE);
            if (connections != 0 || (last & COUNT_MASK) != 0) {
                found.add(new Client(IpAddress.ofWire(details.getOpaque(slot * DETAILS + HIGH),
                    details.getOpaque(slot * DETAILS + LOW)), (int) (last >>> Integer.SIZE), connections,
                    last & COUNT_MASK));
            }
            if (found.size() > most) {
                found.poll();
            }
        }
        return found.stream().sorted(ORDER.reversed()).toList();
    }

    private Outcome entered(
        final int slot, final long tag, final ClientLimits limits, final long now, final Outcome outcome) {
        if (!limits.rate().isNone() && !takeToken(slot, limits.rate(), now)) {
            refused(slot);
            leave(slot, tag);
            return Outcome.TOO_FAST;
        }
        if (limits.connections() == 0) {
            leave(slot, tag);
        }
        return outcome;
    }

    private boolean takeToken(final int slot, final Rate rate, final long now) {
        final int word = slot * DETAILS;
        long present = details.get(word);
        for (long next = rate.take(present, now); next != Rate.REFUSED; next = rate.take(present, now)) {
            final long seen = details.compareAndExchange(word, present, next);
            if (seen == present) {
                return true;
            }
            present = seen;
        }
        return false;
    }

    private int find(final int first, final long tag) {
        for (int slot = first; slot < first + BUCKET; slot++) {
            if (tags.get(slot) >>> Integer.SIZE == tag) {
                return slot;
            }
        }
        return NONE;
    }

    /** The connections of a client, which has two slots for a while if two workers made its first one together. */
    private long count(final int first, final long tag) {
        long sum = 0;
        for (int slot = first; slot < first + BUCKET; slot++) {
            final long present = tags.get(slot);
            sum += present >>> Integer.SIZE == tag ? present & COUNT_MASK : 0;
        }
        return sum;
    }

    /** A slot with so many connections that says nothing else. */
    private int lightest(final int first, final long connections, final long now) {
        for (int slot = first; slot < first + BUCKET; slot++) {
            if ((tags.get(slot) & COUNT_MASK) == connections && Rate.isFull(details.get(slot * DETAILS), now)) {
                return slot;
            }
        }
        return NONE;
    }

    private boolean take(final int slot, final long connections, final long tag) {
        final long present = tags.get(slot);
        return (present & COUNT_MASK) == connections && tags.compareAndSet(slot, present, tag << Integer.SIZE | 1);
    }

    /** Whether nobody else made the same client known at the same time; if so, the slot is let go of. */
    private boolean isAlone(final int first, final int slot, final long tag) {
        for (int other = first; other < first + BUCKET; other++) {
            if (other != slot && tags.get(other) >>> Integer.SIZE == tag) {
                leave(slot, tag);
                return false;
            }
        }
        return true;
    }

    private boolean countOne(final int slot, final long tag) {
        final long present = tags.get(slot);
        return present >>> Integer.SIZE == tag && tags.compareAndSet(slot, present, present + 1);
    }

    /** Answers false if the slot counts none of this client. */
    private boolean leave(final int slot, final long tag) {
        long present = tags.get(slot);
        while (present >>> Integer.SIZE == tag && (present & COUNT_MASK) != 0) {
            final long seen = tags.compareAndExchange(slot, present, present - 1);
            if (seen == present) {
                return true;
            }
            present = seen;
        }
        return false;
    }

    private void name(final int slot, final long high, final long low, final int service) {
        final int words = slot * DETAILS;
        details.setOpaque(words + HIGH, high);
        details.setOpaque(words + LOW, low);
        details.setOpaque(words + SERVICE, (long) service << Integer.SIZE);
    }

    private void refused(final int slot) {
        final int word = slot * DETAILS + SERVICE;
        final long present = details.getOpaque(word);
        if ((present & COUNT_MASK) != COUNT_MASK) {
            details.compareAndSet(word, present, present + 1);
        }
    }

    /** Of IPv4 always 0, as {@link WireAddress} has it. */
    private long clientHigh(final long high, final long low) {
        return WireAddress.isIpv4(high, low) ? high : high & mask6High;
    }

    private long clientLow(final long high, final long low) {
        return low & (WireAddress.isIpv4(high, low) ? mask4Low : mask6Low);
    }

    private long hash(final long high, final long low, final int service) {
        final long one = multiply(high ^ secrets[0], low ^ secrets[1]);
        final long two = multiply(one ^ secrets[2], service * ODD ^ secrets[0]);
        return multiply(two ^ secrets[1], ODD);
    }

    private int first(final long hash) {
        return ((int) hash & bucketMask) * BUCKET;
    }

    /** Never 0, which is the tag of a slot that nobody has used. */
    private static long tag(final long hash) {
        return Math.max(1, hash >>> Integer.SIZE);
    }

    private static long multiply(final long a, final long b) {
        return a * b ^ Math.unsignedMultiplyHigh(a, b);
    }

    /**
     * A client of a service.
     *
     * @param address     the first of its prefix.
     * @param service     the number of the service.
     * @param connections that are counted.
     * @param refused     how often it was refused, until its slot is taken by another client.
     */
    public record Client(IpAddress address, int service, int connections, long refused) {
    }
}
