/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.policy;

import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import org.jspecify.annotations.Nullable;

/**
 * Where new connections ask whether they may be. One asks for a client of a service, then for a real server, and
 * {@link #counted} tells what has to be given back when the connection is over; {@link #cancel} does so if it does not
 * come about. From the worker's thread.
 */
public final class Gate {
    private final Limits limits;
    private final WorkerCounters counters;
    private final int worker;
    private @Nullable ServiceLimits service;
    private long high;
    private long low;
    private long nowNs;
    private int held;
    private int destination;
    private Refusal refusal = Refusal.CLIENT_DENIED;

    /**
     * A gate.
     *
     * @param limits   shared by all workers.
     * @param counters this worker's.
     * @param worker   its place among them.
     */
    public Gate(final Limits limits, final WorkerCounters counters, final int worker) {
        this.limits = limits;
        this.counters = counters;
        this.worker = worker;
    }

    /**
     * Begins with a client that would open a connection.
     *
     * @param clientHigh its address, wire order.
     * @param clientLow  its address, wire order.
     * @param wanted     the limits of the service.
     * @param allowed    whether access lists let it.
     * @param timeNs     the present.
     * @return false if it may not; then {@link #refusal} says why, and it is counted.
     */
    public boolean admits(
        final long clientHigh, final long clientLow, final ServiceLimits wanted, final boolean allowed,
        final long timeNs) {
        service = wanted;
        high = clientHigh;
        low = clientLow;
        nowNs = timeNs;
        held = 0;
        if (!allowed) {
            return refuse(Refusal.CLIENT_DENIED);
        }
        return wanted.isNone() || (admitsClient(wanted) && admitsService(wanted));
    }

    /**
     * Goes on with the real server that was chosen.
     *
     * @param number of the real server.
     * @return false if it takes no more.
     */
    public boolean admits(final int number) {
        final @Nullable RealServerLimits wanted = limits.limits(number);
        if (wanted == null) {
            return true;
        }
        if (wanted.connections() != 0) {
            if (!wanted.state().enter(wanted.connections())) {
                return refuse(Refusal.REAL_SERVER_CONNECTIONS);
            }
            held |= Limits.REAL_SERVER;
            destination = number;
        }
        return wanted.rate().isNone() || wanted.state().take(wanted.rate(), Rate.time(nowNs))
            || refuse(Refusal.REAL_SERVER_RATE);
    }

    /**
     * Where the connection counts.
     *
     * @return what {@link Limits#leave} takes; 0 for nowhere.
     */
    public int counted() {
        return held;
    }

    /**
     * Why the last one was refused.
     *
     * @return the reason.
     */
    public Refusal refusal() {
        return refusal;
    }

    /** Gives back what the last one has taken, as its connection does not come about. Tokens are spent. */
    public void cancel() {
        if (held == 0) {
            return;
        }
        if (service != null) {
            limits.leave(service.use(), held, high, low);
        }
        final @Nullable LimitState realServer = (held & Limits.REAL_SERVER) == 0 ? null
            : limits.realServer(destination);
        if (realServer != null) {
            realServer.leave();
        }
        held = 0;
    }

    private boolean admitsClient(final ServiceLimits wanted) {
        final ClientLimits each = wanted.clients();
        if (each.isNone()) {
            return true;
        }
        switch (limits.clients().enter(high, low, wanted.use().number(), each, Rate.time(nowNs))) {
            case TOO_MANY -> {
                return refuse(Refusal.CLIENT_CONNECTIONS);
            }
            case TOO_FAST -> {
                return refuse(Refusal.CLIENT_RATE);
            }
            case UNKNOWN -> counters.add(WorkerCounter.CLIENTS_UNKNOWN, 1);
            case FORGOTTEN -> {
                counters.add(WorkerCounter.CLIENTS_FORGOTTEN, 1);
                hold(each);
            }
            default -> hold(each);
        }
        return true;
    }

    private void hold(final ClientLimits each) {
        held |= each.connections() == 0 ? 0 : Limits.CLIENT;
    }

    private boolean admitsService(final ServiceLimits wanted) {
        final LimitState state = wanted.use().state();
        if (wanted.connections() != 0) {
            if (!state.enter(wanted.connections())) {
                return refuse(Refusal.SERVICE_CONNECTIONS);
            }
            held |= Limits.SERVICE;
        }
        return wanted.rate().isNone() || state.take(wanted.rate(), Rate.time(nowNs)) || refuse(Refusal.SERVICE_RATE);
    }

    private boolean refuse(final Refusal why) {
        cancel();
        refusal = why;
        if (service != null) {
            service.use().refusals().count(worker, why, high, low, nowNs);
        }
        return false;
    }
}
