/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.ServiceScheduler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A knock-out tournament among the destinations of one list: who would win a walk through all of them stands at the
 * root. A pick reads the root; a change of one destination's load plays again only the matches on its way there.
 * <pre>
 *                  1: B                 a node:
 *               /        \               63               32 31            0
 *          2: B            3: C         +-------------------+---------------+
 *         /    \          /    \        |  times played     |  winner's     |
 *        A      B        C      –       |                   |  index        |
 *   index 0     1        2              +-------------------+---------------+
 * </pre>
 * The children of node n are 2n and 2n + 1. List order is kept from left to right, and the left one wins ties.
 *
 * <p>Nobody waits. A node is played by reading both children and the load of those who stand there, and replacing the
 * node's word by compare-and-set. Every match counts, also one that changes no winner: so one that was begun before a
 * load changed cannot be entered after that change has been looked at. Who loses that race twice knows that another
 * match was begun and entered meanwhile, which has seen everything (P. Jayanti, "f-arrays: implementation and
 * applications", 2002). When all threads have done what they began, every node is right; with one worker that is
 * before each pick.
 */
final class WinnerTree {
    private static final VarHandle NODES = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int ROOT = 1;
    private static final long WINNER = 0xFFFF_FFFFL;
    private static final long PLAYED = 1L << Integer.SIZE;

    private final Preference preference;
    private final Contenders contenders;
    /** How many leaves the tree has room for, a power of two: what would be node {@code leaves + i} is index i. */
    private final int leaves;
    private final long[] nodes;

    /**
     * A tree in which all matches are played.
     *
     * @param preference   decides each.
     * @param destinations of the service.
     * @param load         of them.
     */
    WinnerTree(final Preference preference, final Destinations destinations, final DestinationLoad load) {
        this.preference = preference;
        this.contenders = new Contenders(destinations, load);
        this.leaves = Math.max(2, Integer.highestOneBit(Math.max(1, contenders.size() * 2 - 1)));
        this.nodes = new long[leaves];
        playAll();
    }

    /** Plays every match. From the conductor's thread, to see what changed while workers did not know of this tree. */
    void playAll() {
        for (int node = leaves - 1; node >= ROOT; node--) {
            play(node, Contenders.NONE);
        }
    }

    /**
     * The number of the winner. From any thread.
     *
     * @return or {@link ServiceScheduler#NO_DESTINATION} if none is available.
     */
    int pick() {
        int winner = standing(ROOT);
        while (!isAvailable(winner)) {
            final int available = firstAvailable();
            if (available == Contenders.NONE) {
                return ServiceScheduler.NO_DESTINATION;
            }
            // Whoever made the winner unavailable, or this one available, has not got to the root yet.
            climb(available, true);
            winner = standing(ROOT);
        }
        return contenders.number(winner);
    }

    /**
     * Sees to it that a change of load, made before, is taken into account. From any thread.
     *
     * @param number of any destination.
     */
    void loadChanged(final int number) {
        final int index = contenders.indexOf(number);
        if (index != Contenders.NONE) {
            // Who stands at the root stands in the way of all others: then nothing is left to the thread that won a
            // match on the way and may have stopped there.
            climb(index, standing(ROOT) == index);
        }
    }

    /**
     * Plays the matches between a leaf and the root: all of them, or until there is one that the leaf neither wins nor
     * had won and that ends as it did before. What is above that does not depend on the leaf.
     */
    private void climb(final int leaf, final boolean all) {
        int node = (leaves + leaf) >>> 1;
        while (node >= ROOT && (play(node, leaf) || all)) {
            node >>>= 1;
        }
    }

    /** Looks at every load, as Linux does for each pick. */
    private int firstAvailable() {
        for (int index = 0; index < contenders.size(); index++) {
            if (isAvailable(index)) {
                return index;
            }
        }
        return Contenders.NONE;
    }

    private boolean isAvailable(final int index) {
        return index != Contenders.NONE && preference.isAvailable(contenders, index);
    }

    /** Plays one match. Answers whether those above may depend on the leaf, or on this match. */
    private boolean play(final int node, final int leaf) {
        for (int attempt = 0; attempt < 2; attempt++) {
            final long before = (long) NODES.getAcquire(nodes, node);
            final int winner = preference.better(contenders, standing(2 * node), standing(2 * node + 1));
            final long after = ((before & ~WINNER) + PLAYED) | (winner & WINNER);
            if (NODES.compareAndSet(nodes, node, before, after)) {
                return winner == leaf || winner != (int) before;
            }
        }
        return true;
    }

    /** Who stands at a node or leaf. */
    private int standing(final int node) {
        if (node < leaves) {
            return (int) (long) NODES.getAcquire(nodes, node);
        }
        return node - leaves < contenders.size() ? node - leaves : Contenders.NONE;
    }
}
