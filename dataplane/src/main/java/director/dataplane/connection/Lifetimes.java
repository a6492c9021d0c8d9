/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.dataplane.header.Ipv4;
import director.dataplane.localport.LocalPool;

/** How records enter the table and leave it: their timers, states, and what controls what. */
final class Lifetimes {
    private static final long REARMED_SECONDS = 60;
    /** Records looked at in one duty cycle after timeouts have changed. */
    private static final int RECONSIDERED_AT_ONCE = 32;
    private static final int NEVER_USED = Integer.MAX_VALUE;

    private final Records records;
    private final Tuples tuples;
    private final ExpiryWheel wheel;
    private final Timeouts timeouts;
    private final ConnectionListener listener;
    private final ExpiryWheel.Handler onDeadline = this::onDeadline;
    /** Chain of those that go with the next expiry. */
    private int leaving = Bookkeeping.NONE;
    private int generation;
    private int size;
    private int templates;
    private long expired;
    private int now;
    private int changes;
    /** One more than the number of the record to look at next. */
    private int toReconsider;

    Lifetimes(final Records records, final Tuples tuples, final int nowTick, final Timeouts timeouts,
        final ConnectionListener listener) {
        this.records = records;
        this.tuples = tuples;
        this.timeouts = timeouts;
        this.listener = listener;
        this.now = nowTick;
        this.wheel = new ExpiryWheel(records, nowTick);
    }

    int generation() {
        return generation;
    }

    int size() {
        return size;
    }

    int templates() {
        return templates;
    }

    long expired() {
        return expired;
    }

    /** Starts the timer of a record. */
    void enter(final long record, final int tick) {
        size++;
        templates += Connection.isTemplate(record) ? 1 : 0;
        Bookkeeping.live(record, Bookkeeping.LIVE);
        Bookkeeping.lastUsed(record, timeouts.tick(tick));
        wheel.schedule(record, deadline(record));
    }

    void touch(final long record, final int tick) {
        final int noted = Bookkeeping.lastUsed(record);
        final int used = timeouts.tick(tick);
        if (noted != used) {
            Bookkeeping.lastUsed(record, used);
            if (timeouts.isFormer(noted)) {
                hasten(record);
            }
        }
    }

    void transition(final long record, final int state, final int nowTick) {
        tuples.unsteady(record, nowTick);
        Bookkeeping.oldState(record, Connection.state(record));
        Bookkeeping.state(record, state);
        final int protocol = Connection.protocol(record);
        if (protocol == Ipv4.TCP) {
            count(record, TcpState.of(state).isActive());
            assure(record, state == TcpState.ESTABLISHED.id());
        } else if (protocol == Timeouts.SCTP) {
            count(record, SctpState.of(state).isActive());
            assure(record, state == SctpState.ESTABLISHED.id());
        }
        restart(record, nowTick);
    }

    void restart(final long record, final int nowTick) {
        touch(record, nowTick);
        hasten(record);
    }

    /** Moves the deadline of a record that it is too late for. */
    private void hasten(final long record) {
        if (!Bookkeeping.lives(record, Bookkeeping.LIVE) || Bookkeeping.lives(record, Bookkeeping.LEAVING)) {
            return;
        }
        final int deadline = deadline(record);
        // One that is too early is set anew when it comes.
        if (deadline - Bookkeeping.deadline(record) < 0) {
            wheel.cancel(record);
            wheel.schedule(record, deadline);
        }
    }

    /** Has the next packet of a connection come to its record, which sees then whether timeouts have changed. */
    private void reconsider(final long record, final int nowTick) {
        tuples.unsteady(record, nowTick);
        hasten(record);
    }

    private void reconsiderAll(final int nowTick) {
        if (timeouts.changes() != changes) {
            changes = timeouts.changes();
            toReconsider = records.touched();
        }
        for (int i = 0; i < RECONSIDERED_AT_ONCE && toReconsider > Records.first(); i++) {
            toReconsider = records.atOrBefore(toReconsider - 1);
            reconsider(records.address(toReconsider), nowTick);
        }
    }

    void expireNow(final long record) {
        if (!Bookkeeping.lives(record, Bookkeeping.LIVE)) {
            free(record, NEVER_USED);
            return;
        }
        if (Bookkeeping.lives(record, Bookkeeping.LEAVING)) {
            return;
        }
        tuples.remove(record);
        wheel.cancel(record);
        Bookkeeping.live(record, Bookkeeping.LEAVING);
        Bookkeeping.next(record, leaving);
        leaving = Bookkeeping.number(record);
    }

    void remove(final long record) {
        if (!Bookkeeping.lives(record, Bookkeeping.LIVE)) {
            free(record, NEVER_USED);
        } else if (!Bookkeeping.lives(record, Bookkeeping.LEAVING)) {
            if (LongRecord.controlled(record) > 0) {
                tuples.remove(record);
                Bookkeeping.live(record, Bookkeeping.UNWANTED);
            } else {
                wheel.cancel(record);
                forget(record, true, 0);
            }
        }
    }

    /** The template goes even if it was assured. */
    void removeWithTemplate(final long record) {
        final int number = LongRecord.controller(record);
        if (number != Bookkeeping.NONE && LongRecord.controlled(records.address(number)) == 1) {
            Bookkeeping.live(records.address(number), Bookkeeping.UNWANTED);
        }
        remove(record);
    }

    void control(final long record, final long template) {
        release(record, false);
        LongRecord.controller(record, Bookkeeping.number(template));
        LongRecord.controlled(template, LongRecord.controlled(template) + 1);
    }

    void assure(final long record, final boolean established) {
        final int controller = LongRecord.controller(record);
        if (established && controller != Bookkeeping.NONE) {
            Bookkeeping.state(records.address(controller), TemplateState.ASSURED.id());
        }
    }

    int expire(final int nowTick, final int limit) {
        now = nowTick;
        timeouts.forget(nowTick);
        reconsiderAll(nowTick);
        int handled = 0;
        while (leaving != Bookkeeping.NONE && handled < limit) {
            final long record = records.address(leaving);
            leaving = Bookkeeping.next(record);
            handled++;
            leave(record, nowTick);
        }
        return handled + wheel.poll(nowTick, limit - handled, onDeadline);
    }

    /** How many ticks a record lives without another packet, at least 0. */
    int left(final long record, final int nowTick) {
        final int used = tuples.lastUsed(record, nowTick);
        return Math.max(0, allowed(record, used) - (nowTick - used));
    }

    /** Lets packets with this hash do with the index alone, unless the record may live longer than a slot can tell. */
    void steady(final long record, final int direction, final long hash, final int tick) {
        if (allowed(record, Bookkeeping.lastUsed(record)) < FlowSlot.TICKS / 2 && hash != TupleHash.COMMON
            && Bookkeeping.lives(record, Bookkeeping.LIVE) && !Bookkeeping.lives(record, Bookkeeping.LEAVING)) {
            tuples.steady(record, direction, hash, tick);
        }
    }

    private int allowed(final long record, final int usedTick) {
        final int own = LongRecord.timeoutTicks(record);
        final int said = own != 0 ? own : Bookkeeping.serviceTicks(record);
        return said != 0 ? said : timeouts.ticks(Connection.protocol(record), Connection.state(record), usedTick);
    }

    /** By what the record knows of its last use. */
    private int deadline(final long record) {
        final int used = Bookkeeping.lastUsed(record);
        return used + allowed(record, used);
    }

    /** Counts a record as active, or not, from now on. */
    void count(final long record, final boolean active) {
        if (Connection.isActive(record) != active) {
            Bookkeeping.active(record, active);
            listener.activityChanged(record, active);
        }
    }

    private void onDeadline(final long record, final int nowTick) {
        final int used = tuples.lastUsed(record, nowTick);
        final int allowed = allowed(record, used);
        if (allowed >= FlowSlot.TICKS / 2) {
            tuples.unsteady(record, nowTick);
        }
        final int deadline = used + allowed;
        if (nowTick - deadline <= 0) {
            wheel.schedule(record, deadline);
        } else if (LongRecord.controlled(record) > 0) {
            rearm(record, nowTick);
        } else {
            expired++;
            forget(record, false, nowTick - used);
        }
    }

    private void leave(final long record, final int nowTick) {
        if (LongRecord.controlled(record) > 0) {
            Bookkeeping.unlive(record, Bookkeeping.LEAVING);
            Bookkeeping.live(record, Bookkeeping.UNWANTED);
            rearm(record, nowTick);
        } else {
            forget(record, true, 0);
        }
    }

    private void rearm(final long record, final int nowTick) {
        LongRecord.timeout(record, REARMED_SECONDS);
        Bookkeeping.lastUsed(record, nowTick);
        wheel.schedule(record, deadline(record));
    }

    /** The record is in no chain any more. */
    private void forget(final long record, final boolean forced, final int idleTicks) {
        tuples.remove(record);
        size--;
        if (Connection.isTemplate(record)) {
            templates--;
        }
        listener.removed(record);
        release(record, forced);
        free(record, idleTicks);
    }

    /** Takes a connection from the control of its template. */
    private void release(final long record, final boolean forced) {
        final int number = LongRecord.controller(record);
        if (number != Bookkeeping.NONE) {
            final long controller = records.address(number);
            final int left = LongRecord.controlled(controller) - 1;
            LongRecord.controller(record, Bookkeeping.NONE);
            LongRecord.controlled(controller, left);
            final boolean unwanted = Bookkeeping.lives(controller, Bookkeeping.UNWANTED);
            if (left == 0 && (unwanted || (forced && !TemplateState.isAssured(controller)))) {
                remove(controller);
            }
        }
    }

    private void free(final long record, final int idleTicks) {
        if (FullNat.local(record) != LocalPool.NONE) {
            tuples.locals.put(FullNat.local(record), Connection.protocol(record), idleTicks, now);
        }
        final int number = TemplateData.number(record);
        if (number != PersistenceData.NONE) {
            tuples.data.release(number);
        }
        generation++;
        records.release(record);
    }
}
