/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import director.schedulers.support.Products;

/**
 * Which of two real servers a new connection should rather go to. The rules are those of Linux, which walks the list
 * and replaces what it has found by what is strictly better; so the first in list order wins ties.
 *
 * <p>Quotients are compared by multiplying crosswise, exactly. So each preference orders all of a list, and a walk
 * finds the same one as a tournament that lets the earlier of two win ties.
 */
enum Preference {
    /** lc: the fewest connections. */
    FEWEST_CONNECTIONS {
        @Override
        boolean replaces(final Contenders all, final int later, final int earlier) {
            return all.overhead(later) < all.overhead(earlier);
        }
    },

    /** wlc: the fewest connections for its weight. */
    FEWEST_FOR_ITS_WEIGHT {
        @Override
        boolean replaces(final Contenders all, final int later, final int earlier) {
            return Products.isGreater(
                all.overhead(earlier), all.weight(later), all.overhead(later), all.weight(earlier));
        }
    },

    /** sed: the fewest active connections for its weight, the new one included. */
    SHORTEST_DELAY {
        @Override
        boolean replaces(final Contenders all, final int later, final int earlier) {
            return (all.active(earlier) + 1L) * all.weight(later) > (all.active(later) + 1L) * all.weight(earlier);
        }
    },

    /** nq: one without an active connection, or else as {@link #SHORTEST_DELAY}. */
    IDLE_FIRST {
        @Override
        boolean replaces(final Contenders all, final int later, final int earlier) {
            final boolean idle = all.active(later) == 0;
            return all.active(earlier) != 0 && (idle || SHORTEST_DELAY.replaces(all, later, earlier));
        }
    },

    /** fo: the highest weight. */
    HEAVIEST {
        @Override
        boolean replaces(final Contenders all, final int later, final int earlier) {
            return all.weight(later) > all.weight(earlier);
        }
    },

    /** ovf: the highest weight among those that have not more active connections than that. */
    HEAVIEST_WITH_ROOM {
        @Override
        boolean onlyComparesWeights() {
            return false;
        }

        @Override
        boolean isAvailable(final Contenders all, final int index) {
            return all.active(index) <= all.weight(index) && super.isAvailable(all, index);
        }

        @Override
        boolean replaces(final Contenders all, final int later, final int earlier) {
            return HEAVIEST.replaces(all, later, earlier);
        }
    };

    /** Whether weights are compared with each other and nothing else. */
    boolean onlyComparesWeights() {
        return true;
    }

    /** Whether a contender can take a connection at all. */
    boolean isAvailable(final Contenders all, final int index) {
        return !all.isOverloaded(index);
    }

    /** Whether a contender is strictly better than one before it in the list, both being available. */
    abstract boolean replaces(Contenders all, int later, int earlier);

    /**
     * The better of two.
     *
     * @param all     those that contend.
     * @param earlier an index or {@link Contenders#NONE}.
     * @param later   a higher index or {@link Contenders#NONE}.
     * @return one of the two; if neither is available, the first that there is.
     */
    final int better(final Contenders all, final int earlier, final int later) {
        if (later == Contenders.NONE || !isAvailable(all, later)) {
            return earlier == Contenders.NONE ? later : earlier;
        }
        final boolean replaced =
            earlier == Contenders.NONE || !isAvailable(all, earlier) || replaces(all, later, earlier);
        return replaced ? later : earlier;
    }
}
