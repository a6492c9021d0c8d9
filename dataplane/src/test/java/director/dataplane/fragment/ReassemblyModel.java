/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fragment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reassembly the plain way: a list of fragments a datagram, without limits. Every fragment is well formed. */
final class ReassemblyModel {
    /** The complete datagram of the last call, if it answered true. */
    byte[] whole = {};

    private final Map<List<Object>, Queue> queues = new HashMap<>();

    private static final class Queue {
        /** Start and end of what came in one run: each fragment that continued what was furthest belongs to it. */
        private final TreeMap<Integer, Integer> runs = new TreeMap<>();
        private final List<byte[]> fragments = new ArrayList<>();
        private int end;
        private int last = -1;
    }

    int incomplete() {
        return queues.size();
    }

    /** Answers 1 for a datagram that is complete, and otherwise what {@link Reassembly#add} answers. */
    long add(final byte[] fragment, final int port) {
        final List<Object> key = key(fragment, port);
        final Queue queue = queues.computeIfAbsent(key, any -> new Queue());
        final long verdict = add(queue, fragment);
        if (verdict == Reassembly.OVERLAP
            || (verdict == Reassembly.CONFLICTING_END && !Naive.isIpv6(fragment))) {
            queues.remove(key);
        }
        if (verdict == Reassembly.KEPT && isComplete(queue)) {
            queues.remove(key);
            whole = Naive.join(queue.fragments);
            return 1;
        }
        return verdict;
    }

    private static long add(final Queue queue, final byte[] fragment) {
        final int from = Naive.offset(fragment);
        final int to = from + payload(fragment);
        if (Naive.more(fragment) ? queue.last >= 0 && to > queue.last
            : to < queue.end || (queue.last >= 0 && to != queue.last)) {
            return Reassembly.CONFLICTING_END;
        }
        for (final Map.Entry<Integer, Integer> run : queue.runs.entrySet()) {
            if (from < run.getValue() && run.getKey() < to) {
                return from >= run.getKey() && to <= run.getValue() ? Reassembly.DUPLICATE : Reassembly.OVERLAP;
            }
        }
        final Map.Entry<Integer, Integer> furthest = queue.runs.lastEntry();
        if (furthest != null && furthest.getValue() == from) {
            queue.runs.put(furthest.getKey(), to);
        } else {
            queue.runs.put(from, to);
        }
        queue.fragments.add(fragment);
        queue.end = Math.max(queue.end, to);
        queue.last = Naive.more(fragment) ? queue.last : to;
        return Reassembly.KEPT;
    }

    private static boolean isComplete(final Queue queue) {
        int sum = 0;
        for (final byte[] fragment : queue.fragments) {
            sum += payload(fragment);
        }
        return sum == queue.last;
    }

    private static int payload(final byte[] fragment) {
        return fragment.length - Naive.headers(fragment) - (Naive.isIpv6(fragment) ? 8 : 0);
    }

    private static List<Object> key(final byte[] packet, final int port) {
        final boolean ipv6 = Naive.isIpv6(packet);
        final int addresses = ipv6 ? 8 : 12;
        final int identification = ipv6 ? Naive.headers(packet) + 4 : 4;
        // The second condition is fe80::/10.
        final boolean ofLink = ipv6
            && ((packet[24] & 0xFF) == 0xFF || ((packet[24] & 0xFF) == 0xFE && (packet[25] & 0xC0) == 0x80));
        return List.of(ofLink ? port : 0, ipv6, ipv6 ? 0 : packet[9],
            Arrays.toString(Arrays.copyOfRange(packet, addresses, addresses + (ipv6 ? 32 : 8))),
            Arrays.toString(Arrays.copyOfRange(packet, identification, identification + (ipv6 ? 4 : 2))));
    }
}
