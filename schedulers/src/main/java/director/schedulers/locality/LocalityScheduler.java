/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.locality;

import static java.util.concurrent.TimeUnit.SECONDS;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Flow;
import director.schedulers.ServiceContext;
import director.schedulers.ServiceScheduler;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What lblc and lblcr have in common: the roster in force, the cache, and when it is swept: every minute, thoroughly
 * every half hour.
 *
 * @param <V> what an address leads to.
 */
abstract class LocalityScheduler<V> implements ServiceScheduler {
    private static final long SWEEP_INTERVAL_NS = SECONDS.toNanos(60);
    private static final int SWEEPS_FOR_ALL = 30;
    private static final int DEFAULT_EXPIRATION_SECONDS = 86_400;

    final DestinationLoad load;
    final AddressCache<V> cache = new AddressCache<>();
    private final ServiceContext.Settings settings;
    private final String expirationSetting;
    private volatile Roster roster;
    private volatile long expirationNs;
    private int sweeps;
    private boolean isStarted;
    private long nextSweepNs;

    LocalityScheduler(
        final ServiceContext service, final String expirationSetting, final Destinations destinations,
        final DestinationLoad load) {
        this.load = load;
        this.settings = service.settings();
        this.expirationSetting = expirationSetting;
        this.roster = Roster.EMPTY.with(destinations);
        readExpiration();
    }

    @Override
    public final int schedule(final Flow flow) {
        final Roster current = roster;
        final @Nullable Member member = choose(flow, current);
        return member == null ? NO_DESTINATION : current.number(member);
    }

    @Override
    public final void updateService(final Destinations destinations) {
        roster = roster.with(destinations);
    }

    @Override
    public final Optional<Runnable> prepareUpdate(final Destinations destinations) {
        final Roster successor = roster.with(destinations);
        return Optional.of(() -> roster = successor);
    }

    @Override
    public final void housekeeping(final long nowNs) {
        readExpiration();
        refill();
        if (!isStarted) {
            isStarted = true;
            nextSweepNs = nowNs + SWEEP_INTERVAL_NS;
        } else if (nowNs - nextSweepNs >= 0) {
            nextSweepNs = nowNs + SWEEP_INTERVAL_NS;
            sweep(nowNs);
        }
    }

    /** Chooses a member of a roster's list, or null. */
    abstract @Nullable Member choose(Flow flow, Roster current);

    /** Notes the ids of all members that a value leads to. */
    abstract void remember(V value, BitSet ids);

    /** Makes what workers will take. */
    void refill() {
        cache.refill();
    }

    /** After how long nobody's use something is forgotten. */
    final long expirationNs() {
        return expirationNs;
    }

    private void sweep(final long nowNs) {
        sweeps++;
        if (sweeps == SWEEPS_FOR_ALL) {
            sweeps = 0;
            cache.expire(nowNs, expirationNs);
        } else {
            cache.shrink(nowNs);
        }
        if (roster.hasGone()) {
            final BitSet remembered = new BitSet();
            cache.forEach(value -> remember(value, remembered));
            roster = roster.without(remembered);
        }
    }

    private void readExpiration() {
        expirationNs = SECONDS.toNanos(settings.value(expirationSetting, DEFAULT_EXPIRATION_SECONDS));
    }
}
