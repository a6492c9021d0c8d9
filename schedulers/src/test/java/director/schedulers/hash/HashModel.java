/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The judge: dh, sh and mh as their rules are written, with a list that is walked for every pick. */
final class HashModel {
    static final int NONE = -1;

    final List<Server> servers = new ArrayList<>();
    private final String scheduler;
    private final boolean fallback;
    private final boolean port;
    private final int slots;
    private final int turnBits;

    HashModel(final String scheduler, final int flags, final int slots, final int turnBits) {
        this.scheduler = scheduler;
        this.fallback = (flags & 1) != 0;
        this.port = (flags & 2) != 0;
        this.slots = slots;
        this.turnBits = turnBits;
    }

    /** A real server. */
    static final class Server {
        final int number;
        final long address;
        final int listeningPort;
        int weight;
        int lastWeight;
        boolean overloaded;

        Server(final int number, final long address, final int listeningPort, final int weight) {
            this.number = number;
            this.address = address;
            this.listeningPort = listeningPort;
            this.weight = weight;
            this.lastWeight = weight;
        }
    }

    /** The table of the moment: computed anew, as slowly as one likes. */
    Server[] table() {
        return switch (scheduler) {
            case "dh" -> dealt(true);
            case "sh" -> dealt(false);
            default -> maglev();
        };
    }

    int pick(final Server[] table, final long source, final int sourcePort, final long destination) {
        if (servers.isEmpty()) {
            return NONE;
        }
        final long client = "dh".equals(scheduler) ? destination : source + (port ? sourcePort : 0);
        final int first = slot(client, 0, table.length);
        if (takes(table[first])) {
            return table[first].number;
        }
        for (int offset = 0; fallback && !"dh".equals(scheduler) && offset < table.length; offset++) {
            final Server other = table[slot(client, (offset + first) % table.length, table.length)];
            if (other != null && takes(other)) {
                return other.number;
            }
        }
        return NONE;
    }

    private static boolean takes(final @Nullable Server server) {
        return server != null && server.weight > 0 && !server.overloaded;
    }

    private int slot(final long client, final int offset, final int size) {
        if ("mh".equals(scheduler)) {
            return (int) (sip(client + offset & 0xFFFF_FFFFL, 2_654_435_761L) % size);
        }
        final long product = client * 0x61C8_8647L & 0xFFFF_FFFFL;
        return (int) ((product / (1L << 24) + offset) % 256);
    }

    private Server[] dealt(final boolean equally) {
        final Server[] table = new Server[256];
        int bucket = 0;
        while (bucket < 256 && !servers.isEmpty()) {
            for (final Server server : servers) {
                final int run = equally ? 1 : Math.max(1, server.weight);
                for (int i = 0; i < run && bucket < 256; i++) {
                    table[bucket++] = server;
                }
            }
        }
        return table;
    }

    private Server[] maglev() {
        final Server[] table = new Server[slots];
        BigInteger divisor = BigInteger.ZERO;
        int heaviest = 0;
        for (final Server server : servers) {
            divisor = divisor.gcd(BigInteger.valueOf(server.lastWeight));
            heaviest = Math.max(heaviest, server.lastWeight);
        }
        if (heaviest == 0) {
            return table;
        }
        int shift = 0;
        while (((heaviest / divisor.intValue()) >> shift) >= 1 << turnBits) {
            shift++;
        }
        final int[] taken = new int[servers.size()];
        int filled = 0;
        while (filled < slots) {
            for (int i = 0; i < servers.size(); i++) {
                final Server server = servers.get(i);
                final int share = (server.lastWeight / divisor.intValue()) >> shift;
                final int turn = server.lastWeight == 0 ? 0 : Math.max(1, share);
                for (int t = 0; t < turn && filled < slots; t++) {
                    while (table[preferred(server, taken[i])] != null) {
                        taken[i]++;
                    }
                    table[preferred(server, taken[i]++)] = server;
                    filled++;
                }
            }
        }
        return table;
    }

    /** The slot that a server prefers after so many others: Maglev's permutation. */
    private int preferred(final Server server, final int rank) {
        final long name = server.address + server.listeningPort & 0xFFFF_FFFFL;
        final long offset = sip(name, 2_654_435_761L) % slots;
        final long skip = sip(name, 2_654_446_892L) % (slots - 1) + 1;
        return (int) ((offset + rank * skip) % slots);
    }

    /** SipHash-1-3 of four bytes, lower half, with state in an array as the paper draws it. */
    static long sip(final long value, final long key) {
        final long[] v = {key ^ 0x736f6d6570736575L, key ^ 0x646f72616e646f6dL, key ^ 0x6c7967656e657261L,
            key ^ 0x7465646279746573L};
        final long block = value | 4L << 56;
        v[3] ^= block;
        round(v);
        v[0] ^= block;
        v[2] ^= 0xff;
        round(v);
        round(v);
        round(v);
        return (v[0] ^ v[1] ^ v[2] ^ v[3]) & 0xFFFF_FFFFL;
    }

    private static void round(final long[] v) {
        half(v, 0, 1, 13, true);
        half(v, 2, 3, 16, false);
        half(v, 0, 3, 21, false);
        half(v, 2, 1, 17, true);
    }

    private static void half(final long[] v, final int a, final int b, final int turn, final boolean swaps) {
        v[a] += v[b];
        v[b] = Long.rotateLeft(v[b], turn) ^ v[a];
        v[a] = swaps ? Long.rotateLeft(v[a], 32) : v[a];
    }
}
