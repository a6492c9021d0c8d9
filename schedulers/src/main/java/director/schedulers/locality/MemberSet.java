/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.locality;

import director.schedulers.DestinationLoad;
import director.schedulers.support.Products;
import org.jspecify.annotations.Nullable;

/**
 * Members that an address leads to, the newest first: a cell for each, all that can be reached from one being a set
 * that never changes once it is published.
 */
final class MemberSet {
    /** The newest. Not null once published. */
    @Nullable Member member;
    /** The others. */
    @Nullable MemberSet rest;
    /** How many there are. */
    int size;
    /** When this set was made of another one. */
    long modifiedNs;

    /** Makes this cell a set of one more member. */
    MemberSet fill(final Member newest, final @Nullable MemberSet others, final long nowNs) {
        member = newest;
        rest = others;
        size = others == null ? 1 : others.size + 1;
        modifiedNs = nowNs;
        return this;
    }

    boolean contains(final Member wanted) {
        MemberSet cell = this;
        while (cell != null && cell.member != wanted) {
            cell = cell.rest;
        }
        return cell != null;
    }

    /** The one with the least overhead for its weight that takes connections, or null. */
    @Nullable Member leastLoaded(final Roster roster, final DestinationLoad load) {
        if (rest == null) {
            return member != null && roster.takes(member, load) ? member : null;
        }
        @Nullable Member best = null;
        long bestOverhead = 0;
        for (MemberSet cell = this; cell != null; cell = cell.rest) {
            final Member candidate = cell.member;
            if (candidate != null && roster.takes(candidate, load)) {
                final long overhead = roster.overhead(candidate, load);
                if (best == null || Products.isGreater(
                    bestOverhead, roster.weight(candidate), overhead, roster.weight(best))) {
                    best = candidate;
                    bestOverhead = overhead;
                }
            }
        }
        return best;
    }

    /** The one with the most overhead for its weight, gone or not, or null if none has a weight. */
    @Nullable Member mostLoaded(final Roster roster, final DestinationLoad load) {
        @Nullable Member worst = null;
        long worstOverhead = 0;
        for (MemberSet cell = this; cell != null; cell = cell.rest) {
            final Member candidate = cell.member;
            if (candidate != null && roster.weight(candidate) > 0) {
                final long overhead = roster.overhead(candidate, load);
                if (worst == null || Products.isGreater(
                    overhead, roster.weight(worst), worstOverhead, roster.weight(candidate))) {
                    worst = candidate;
                    worstOverhead = overhead;
                }
            }
        }
        return worst;
    }

    /**
     * Makes the same set without one of its members, of which it has at least two.
     *
     * @param leaving one of the set.
     * @param cells   where to take cells from.
     * @param nowNs   when.
     * @return the new set, or null if there are no cells.
     */
    @Nullable MemberSet without(final Member leaving, final Stock<MemberSet> cells, final long nowNs) {
        @Nullable MemberSet first = null;
        @Nullable MemberSet last = null;
        MemberSet cell = this;
        boolean hasLeft = false;
        // The first of the new set is always a cell of its own, for its time; what follows whoever leaves is shared.
        while (cell != null && (!hasLeft || first == null)) {
            if (cell.member == leaving) {
                hasLeft = true;
            } else {
                final @Nullable MemberSet copy = cells.take();
                if (copy == null) {
                    return null;
                }
                copy.member = cell.member;
                copy.size = hasLeft ? cell.size : cell.size - 1;
                copy.modifiedNs = nowNs;
                if (last == null) {
                    first = copy;
                } else {
                    last.rest = copy;
                }
                last = copy;
            }
            cell = cell.rest;
        }
        if (last != null) {
            last.rest = cell;
        }
        return first;
    }
}
