/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.locality;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Endpoint;
import director.schedulers.support.Products;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is who at one moment: the list of real servers, and those that are gone but still remembered. Immutable. */
final class Roster {
    /** Nobody. */
    static final Roster EMPTY = new Roster(Destinations.none(), List.of(), new Member[0], new int[0], new int[0]);

    private static final int GONE = -1;
    private static final int OVERHEAD_SHIFT = 8;

    private final Destinations destinations;
    /** By place in the list. */
    private final Member[] listed;
    /** By id, null where an id is free; what follows likewise. */
    private final @Nullable Member[] members;
    /** The place in the list, or {@link #GONE}. */
    private final int[] places;
    private final int[] numbers;
    private final int[] weights;

    private Roster(
        final Destinations destinations, final List<@Nullable Member> members, final Member[] listed,
        final int[] numbers, final int[] weights) {
        this.destinations = destinations;
        this.listed = listed;
        this.members = members.toArray(new @Nullable Member[0]);
        this.numbers = numbers;
        this.weights = weights;
        places = new int[this.members.length];
        Arrays.fill(places, GONE);
        for (int place = 0; place < listed.length; place++) {
            final int id = listed[place].id();
            places[id] = place;
            numbers[id] = destinations.number(place);
            weights[id] = destinations.weight(place);
        }
    }

    /** The roster when the list has changed. Who was here before is the same member. */
    Roster with(final Destinations changed) {
        final List<@Nullable Member> all = new ArrayList<>(Arrays.asList(members));
        final Map<Endpoint, Member> known = new HashMap<>();
        for (final @Nullable Member member : members) {
            if (member != null) {
                known.put(member.endpoint(), member);
            }
        }
        final Member[] list = new Member[changed.size()];
        int free = 0;
        for (int place = 0; place < list.length; place++) {
            final Member former = known.get(changed.endpoint(place));
            if (former == null) {
                while (free < all.size() && all.get(free) != null) {
                    free++;
                }
                list[place] = new Member(free, changed.endpoint(place));
                if (free == all.size()) {
                    all.add(list[place]);
                } else {
                    all.set(free, list[place]);
                }
            } else {
                list[place] = former;
            }
        }
        return new Roster(
            changed, all, list, Arrays.copyOf(numbers, all.size()), Arrays.copyOf(weights, all.size()));
    }

    /** The roster without those who are gone and that nothing leads to. */
    Roster without(final BitSet remembered) {
        final List<@Nullable Member> all = new ArrayList<>(Arrays.asList(members));
        for (int id = 0; id < places.length; id++) {
            if (places[id] == GONE && !remembered.get(id)) {
                all.set(id, null);
            }
        }
        return new Roster(destinations, all, listed, numbers.clone(), weights.clone());
    }

    /** Whether anybody is gone but remembered. */
    boolean hasGone() {
        for (int id = 0; id < places.length; id++) {
            if (places[id] == GONE && members[id] != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether a member is in the list. */
    boolean isListed(final Member member) {
        return knows(member) && places[member.id()] != GONE;
    }

    /** Whether a member is in the list and takes connections. */
    boolean takes(final Member member, final DestinationLoad load) {
        final int id = member.id();
        return knows(member) && places[id] != GONE && weights[id] > 0 && !load.isOverloaded(numbers[id]);
    }

    /** The number that a member has, or had when it left the list. */
    int number(final Member member) {
        return numbers[member.id()];
    }

    /** The weight that a member has, or had when it left the list; 0 if it was forgotten. */
    int weight(final Member member) {
        return knows(member) ? weights[member.id()] : 0;
    }

    /** What Linux compares: connections, the active ones counting 256 times. */
    long overhead(final Member member, final DestinationLoad load) {
        return overhead(number(member), load);
    }

    /** Whether a member has more active connections than its weight while another one has less than half of its. */
    boolean isBusy(final Member member, final DestinationLoad load) {
        if (load.activeConnections(number(member)) <= weight(member)) {
            return false;
        }
        for (int place = 0; place < listed.length; place++) {
            if (2L * load.activeConnections(destinations.number(place)) < destinations.weight(place)) {
                return true;
            }
        }
        return false;
    }

    /** The member of the list with the least overhead for its weight, or null if none takes connections. */
    @Nullable Member leastLoaded(final DestinationLoad load) {
        int best = GONE;
        long bestOverhead = 0;
        for (int place = 0; place < listed.length; place++) {
            final int weight = destinations.weight(place);
            final int number = destinations.number(place);
            if (weight > 0 && !load.isOverloaded(number)) {
                final long overhead = overhead(number, load);
                if (best == GONE
                    || Products.isGreater(bestOverhead, weight, overhead, destinations.weight(best))) {
                    best = place;
                    bestOverhead = overhead;
                }
            }
        }
        return best == GONE ? null : listed[best];
    }

    private boolean knows(final Member member) {
        return member.id() < members.length && members[member.id()] == member;
    }

    private static long overhead(final int number, final DestinationLoad load) {
        return ((long) load.activeConnections(number) << OVERHEAD_SHIFT) + load.inactiveConnections(number);
    }
}
