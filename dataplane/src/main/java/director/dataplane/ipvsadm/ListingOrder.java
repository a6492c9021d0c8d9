/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import director.dataplane.address.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The order of sorted listings. Addresses, word by word, and marks are compared by the sign of their 32-bit
 * difference, as ipvsadm does, which is no order: 192.0.2.1 comes before 10.0.0.1. What comes out then depends on the
 * method, which is a merge sort that splits in the middle and takes from the first half when it can.
 */
final class ListingOrder {
    private static final Comparator<ServiceView> SERVICES = (one, other) -> {
        final ServiceId a = one.service();
        final ServiceId b = other.service();
        final int mark = a.mark() - b.mark();
        if (mark != 0) {
            return mark;
        }
        final int family = Boolean.compare(a.ipv6(), b.ipv6());
        if (family != 0) {
            return family;
        }
        final int protocol = a.protocol().number() - b.protocol().number();
        return protocol != 0 ? protocol : compare(a.endpoint(), b.endpoint());
    };
    private static final Comparator<ServerView> SERVERS = (one, other) -> compare(one.server(), other.server());

    private ListingOrder() {
    }

    static List<ServiceView> services(final List<ServiceView> services) {
        return sorted(services, SERVICES);
    }

    static List<ServerView> servers(final List<ServerView> servers) {
        return sorted(servers, SERVERS);
    }

    private static int compare(final Endpoint a, final Endpoint b) {
        final IpAddress one = a.address();
        final IpAddress other = b.address();
        final int family = Boolean.compare(one.ipv6(), other.ipv6());
        if (family != 0) {
            return family;
        }
        final int high = compareWords(one.high(), other.high());
        final int address = high != 0 ? high : compareWords(one.low(), other.low());
        return address != 0 ? address : a.port() - b.port();
    }

    /** By the first of the two 32-bit words that differs. */
    private static int compareWords(final long one, final long other) {
        final int first = (int) (one >>> Integer.SIZE) - (int) (other >>> Integer.SIZE);
        return first != 0 ? first : (int) one - (int) other;
    }

    private static <T> List<T> sorted(final List<T> list, final Comparator<T> order) {
        if (list.size() < 2) {
            return list;
        }
        final int middle = list.size() / 2;
        final List<T> first = sorted(list.subList(0, middle), order);
        final List<T> second = sorted(list.subList(middle, list.size()), order);
        final List<T> merged = new ArrayList<>(list.size());
        int next = 0;
        for (final T element : second) {
            while (next < first.size() && order.compare(first.get(next), element) <= 0) {
                merged.add(first.get(next++));
            }
            merged.add(element);
        }
        merged.addAll(first.subList(next, first.size()));
        return merged;
    }
}
