/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.state;

import director.dataplane.service.Availability;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceAvailability;
import director.management.health.settings.FailureAction;
import director.management.health.settings.RealServerHealth;
import director.management.health.settings.ServiceHealth;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the results of all checks of a service mean for its real servers. Knows neither threads nor clocks nor networks:
 * results and times come in, events and {@link #availability} come out. For one thread at a time.
 */
public final class ServiceState {
    private final ServiceHealth settings;
    private final Consumer<HealthEvent> events;
    private final Quorum quorum;
    private final Map<RealServerKey, RealServerHealth> known;
    private final Map<RealServerKey, Member> members = new LinkedHashMap<>();
    /** What was known before the settings became others; empty once that was looked at. */
    private Map<RealServerKey, Member> former;
    private Tally tally = new Tally();

    /**
     * A service without real servers.
     *
     * @param settings how it is checked.
     * @param events   where events go, while a method of this is being called.
     */
    public ServiceState(final ServiceHealth settings, final Consumer<HealthEvent> events) {
        this(settings, events, null);
    }

    /**
     * A service whose settings have changed. What was known of its real servers and its quorum holds until the checks
     * say something else.
     *
     * @param settings how it is checked.
     * @param events   where events go, while a method of this is being called.
     * @param former   the service before, which is not used any more; null if there was none.
     */
    public ServiceState(
        final ServiceHealth settings, final Consumer<HealthEvent> events, final @Nullable ServiceState former) {
        this.settings = settings;
        this.events = events;
        this.former = former == null ? Map.of() : former.members;
        this.quorum = new Quorum(settings.quorum(), former == null ? Verdict.UNCHECKED : former.quorum());
        this.known = settings.realServers().stream()
            .collect(Collectors.toMap(RealServerHealth::key, Function.identity(), (first, second) -> first));
    }

    /**
     * Tells which real servers there are. What is known of those that stay is kept; others begin unchecked.
     *
     * @param weights their configured weights.
     * @param nowNs   the time.
     */
    public void onRealServers(final Map<RealServerKey, Integer> weights, final long nowNs) {
        members.keySet().retainAll(weights.keySet());
        weights.forEach((key, weight) -> {
            final @Nullable Member member = members.get(key);
            members.put(key, member == null ? newMember(key, weight, nowNs)
                : new Member(member.health, member.state, weight));
        });
        former = Map.of();
        tally = new Tally();
        members.values().forEach(tally::add);
        updateQuorum();
    }

    private Member newMember(final RealServerKey key, final int weight, final long nowNs) {
        final RealServerHealth health = health(key);
        final RealServerState state = new RealServerState(
            settings.checksOf(health), settings.flapping(), settings.initiallyUp(), nowNs);
        final @Nullable Member before = former.get(key);
        if (before != null) {
            state.inherit(before.state.verdict(), before.state.sinceNs());
        }
        return new Member(health, state, weight);
    }

    /**
     * Takes the result of a check in.
     *
     * @param realServer whose check.
     * @param check      its place in the list of the real server's checks.
     * @param error      what went wrong; null if it succeeded.
     * @param nowNs      the time.
     * @return whether {@link #availability} may have changed.
     */
    public boolean onResult(
        final RealServerKey realServer, final int check, final @Nullable String error, final long nowNs) {
        final @Nullable Member member = members.get(realServer);
        if (member == null) {
            return false;
        }
        final Verdict before = member.state.verdict();
        if (!member.state.onResult(check, error == null, nowNs)) {
            return false;
        }
        tally.change(member, before);
        events.accept(member.state.verdict() == Verdict.UP
            ? new HealthEvent.RealServerUp(settings.service(), realServer)
            : new HealthEvent.RealServerDown(settings.service(), realServer, String.valueOf(error)));
        updateQuorum();
        return true;
    }

    /**
     * Who gets connections.
     *
     * @return what the conductor is to be told.
     */
    public ServiceAvailability availability() {
        final boolean sorry = isSorryServing();
        final Map<RealServerKey, Availability> all = new HashMap<>();
        members.forEach((key, member) -> all.put(key, of(member, sorry)));
        // Of these is known what they will begin with, should they be added.
        known.keySet().forEach(key -> all.computeIfAbsent(key, added -> of(newMember(added, 0, 0), sorry)));
        final boolean open = settings.checks().isEmpty() || settings.initiallyUp();
        return new ServiceAvailability(all,
            open && !sorry ? Availability.IN_SERVICE : Availability.OUT_OF_SERVICE);
    }

    /**
     * What is said of a real server.
     *
     * @param realServer any.
     * @return that of any other if nothing is said of this one.
     */
    public RealServerHealth health(final RealServerKey realServer) {
        return known.getOrDefault(realServer, RealServerHealth.of(realServer));
    }

    /**
     * What is known of a real server.
     *
     * @param realServer any.
     * @return unchecked if there is none.
     */
    public Verdict verdict(final RealServerKey realServer) {
        final @Nullable Member member = members.get(realServer);
        return member == null ? Verdict.UNCHECKED : member.state.verdict();
    }

    /**
     * When that verdict was reached.
     *
     * @param realServer one that there is.
     * @return the time, as it was given.
     */
    public long sinceNs(final RealServerKey realServer) {
        final @Nullable Member member = members.get(realServer);
        return member == null ? 0 : member.state.sinceNs();
    }

    /**
     * How often the successes that a real server needs to be up again were doubled, because it comes and goes.
     *
     * @param realServer any.
     * @return 0 if it does not.
     */
    public int doublings(final RealServerKey realServer) {
        final @Nullable Member member = members.get(realServer);
        return member == null ? 0 : member.state.doublings();
    }

    /**
     * Whether there is a quorum.
     *
     * @return unchecked before enough is known.
     */
    public Verdict quorum() {
        return quorum.verdict();
    }

    /**
     * How much is up.
     *
     * @return the sum of weights of the real servers that are up, sorry servers aside.
     */
    public long weightUp() {
        return tally.weightUp;
    }

    /**
     * Whether a sorry server gets the connections.
     *
     * @return true if the quorum is lacking, and a sorry server is up.
     */
    public boolean isSorryServing() {
        return quorum.verdict() != Verdict.UP && !isOpenUnchecked()
            && members.values().stream().anyMatch(member -> member.health.sorry() && member.state.isUsable());
    }

    /** Nobody has reason to be sorry while real servers that are taken to be up were not checked yet. */
    private boolean isOpenUnchecked() {
        return quorum.verdict() == Verdict.UNCHECKED && settings.initiallyUp();
    }

    private Availability of(final Member member, final boolean sorry) {
        if (member.health.sorry() != sorry) {
            return Availability.OUT_OF_SERVICE;
        }
        if (member.state.isUsable()) {
            return Availability.IN_SERVICE;
        }
        final FailureAction own = member.health.onFailure();
        final FailureAction action = own == null ? settings.onFailure() : own;
        return action == FailureAction.INHIBIT && member.state.verdict() == Verdict.DOWN
            ? Availability.INHIBITED : Availability.OUT_OF_SERVICE;
    }

    private void updateQuorum() {
        if (quorum.update(tally.weightUp, tally.unchecked == 0, tally.unchecked + tally.down == 0)) {
            final int needed = settings.quorum().weight();
            events.accept(quorum.verdict() == Verdict.UP
                ? new HealthEvent.QuorumGained(settings.service(), tally.weightUp, needed)
                : new HealthEvent.QuorumLost(settings.service(), tally.weightUp, needed, isSorryServing()));
        }
    }

    /**
     * A real server.
     *
     * @param health what is said of it.
     * @param state  what its checks say.
     * @param weight as configured.
     */
    private record Member(RealServerHealth health, RealServerState state, int weight) {
    }

    /** How many are how, sorry servers aside: kept, so that a result costs the same however many there are. */
    private static final class Tally {
        private long weightUp;
        private int unchecked;
        private int down;

        void add(final Member member) {
            count(member, member.state.verdict(), 1);
        }

        void change(final Member member, final Verdict before) {
            count(member, before, -1);
            count(member, member.state.verdict(), 1);
        }

        private void count(final Member member, final Verdict verdict, final int step) {
            if (member.health.sorry()) {
                return;
            }
            switch (verdict) {
                case UP -> weightUp += (long) step * member.weight;
                case DOWN -> down += step;
                case UNCHECKED -> unchecked += step;
                default -> throw new IllegalStateException();
            }
        }
    }
}
