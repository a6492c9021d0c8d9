/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.roundrobin;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.support.Contention;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What one list of real servers makes computable, frozen, and the word that says which pick was last. Any thread may
 * call {@link #pick} and {@link #settle}; {@link #successor} is the conductor's.
 *
 * <p>The word goes through these states and never back:
 * <pre>
 *   UNSET ── settle ──► position ──pick──► position ── ... ── seal ──► SEALED | last position
 * </pre>
 * A successor is published while it is unset. Whoever needs its position first, worker or conductor, seals the
 * predecessor and derives the position from the one sealed in. All who try derive the same, so it does not matter who
 * is first or whether somebody stops half way: no pick is lost, none is made twice, nobody waits.
 */
abstract class Round {
    /** What {@link #pick} answers when a successor has taken over. */
    static final int SUPERSEDED = Integer.MIN_VALUE;

    private static final long UNSET = -1;
    private static final long SEALED = Long.MIN_VALUE;
    private static final VarHandle POSITION;

    static {
        try {
            POSITION = MethodHandles.lookup().findVarHandle(Round.class, "position", long.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long position;
    private volatile @Nullable Succession succession;

    /**
     * A round that goes on where another one is left.
     *
     * @param predecessor a settled round, or null if this is the service's first.
     * @param resume      from the predecessor's last position to the first of this round, at least 0, without side
     *                    effect; from 0 if there is no predecessor.
     */
    Round(final @Nullable Round predecessor, final LongUnaryOperator resume) {
        if (predecessor == null) {
            position = resume.applyAsLong(0);
        } else {
            position = UNSET;
            succession = new Succession(predecessor, resume);
        }
    }

    /**
     * Makes the next pick of the service.
     *
     * @param load which destinations are overloaded.
     * @return the number of a destination, {@code NO_DESTINATION} or {@link #SUPERSEDED}.
     */
    abstract int pick(DestinationLoad load);

    /**
     * The round that follows this one, which must be settled, when the list has changed. Changes nothing here.
     *
     * @param destinations the new list.
     * @return an unset round.
     */
    abstract Round successor(Destinations destinations);

    /**
     * The position of the last pick.
     *
     * @return at least 0, or below 0 if this round is sealed.
     */
    final long position() {
        final long word = (long) POSITION.getAcquire(this);
        return word == UNSET ? settle() : word;
    }

    /**
     * Takes the next pick, unless another thread was faster.
     *
     * @param from a position that {@link #position()} answered.
     * @param to   the one that follows, at least 0.
     * @return false if nothing was taken.
     */
    final boolean advance(final long from, final long to) {
        if (POSITION.compareAndSet(this, from, to)) {
            return true;
        }
        Contention.giveWay();
        return false;
    }

    /**
     * Sees to it that this round has a position. Whoever calls this has seen the round published, so who finds the
     * predecessor sealed will find this round, or a later one, published too.
     *
     * @return {@link #position()}.
     */
    final long settle() {
        final Succession from = succession;
        if (from != null) {
            final long first = from.resume.applyAsLong(from.predecessor.seal());
            POSITION.compareAndSet(this, UNSET, first);
            succession = null;
        }
        return (long) POSITION.getAcquire(this);
    }

    /**
     * Ends this round: no pick is made from it any more.
     *
     * @return the last position, the same to every caller.
     */
    final long seal() {
        return (long) POSITION.getAndBitwiseOr(this, SEALED) & ~SEALED;
    }

    private record Succession(Round predecessor, LongUnaryOperator resume) {
    }
}
