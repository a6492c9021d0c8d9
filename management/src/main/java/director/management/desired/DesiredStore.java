/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.desired;

import director.dataplane.conductor.Change;
import director.dataplane.configuration.ConfigurationException;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.Problem;
import director.dataplane.configuration.Problems;
import director.management.desired.RefusedException.Reason;
import director.management.health.settings.HealthRules;
import director.management.health.settings.HealthSettings;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the operator wants of a running director: its only owner. Every method may be called from any thread; a change
 * waits for changes before it, and returns when the workers go by it. What is stored is always a valid configuration.
 */
public final class DesiredStore {
    private static final System.Logger LOGGER = System.getLogger(DesiredStore.class.getName());
    private static final int RUN_BYTES = 6;

    private final DirectorConfiguration running;
    private final Function<List<Change>, CompletableFuture<@Nullable Void>> conductor;
    private final Supplier<Set<String>> schedulers;
    private final Consumer<HealthSettings> checks;
    private final String run;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final List<Consumer<Applied>> listeners = new CopyOnWriteArrayList<>();
    private volatile Version version;

    /**
     * A store of what a director was started with.
     *
     * @param running    the configuration with which it was started, concluded.
     * @param health     of its services.
     * @param conductor  carries out changes, all or nothing: {@link
     *                   director.dataplane.conductor.ConductorProxy#apply}.
     * @param schedulers the names that a service may give.
     * @param checks     goes by other health settings from now on. It is told before the changes that need them, so
     *                   that new real servers are out of service until they were checked, and told the former ones
     *                   again if these are refused.
     */
    public DesiredStore(
        final DirectorConfiguration running,
        final HealthSettings health,
        final Function<List<Change>, CompletableFuture<@Nullable Void>> conductor,
        final Supplier<Set<String>> schedulers,
        final Consumer<HealthSettings> checks) {
        this.running = running;
        this.conductor = conductor;
        this.schedulers = schedulers;
        this.checks = checks;
        final byte[] random = new byte[RUN_BYTES];
        new SecureRandom().nextBytes(random);
        this.run = HexFormat.of().formatHex(random);
        this.version = version(1, DesiredState.of(running, health));
    }

    /**
     * What is wanted.
     *
     * @return the newest version.
     */
    public Version version() {
        return version;
    }

    /**
     * What is wanted, as a whole configuration that can be written to a file.
     *
     * @return concluded, with what the director was started with of memory, ports and workers.
     */
    public DirectorConfiguration configuration() {
        return version.state().within(running);
    }

    /**
     * What would change if a configuration were applied.
     *
     * @param wanted concluded.
     * @param health of its services.
     * @return empty if nothing differs.
     * @throws RefusedException if it could not be applied.
     */
    public List<Difference> preview(final DirectorConfiguration wanted, final HealthSettings health) {
        checkFixed(wanted);
        final DesiredState state = DesiredState.of(wanted, health);
        check(state);
        return Differences.between(version.state(), state);
    }

    /**
     * Makes a configuration what is wanted: only what differs changes.
     *
     * @param wanted   concluded.
     * @param health   of its services.
     * @param expected the tag of the version that it is to follow; null for any.
     * @return what changed.
     * @throws RefusedException if it was refused; nothing has changed.
     */
    public Applied apply(
        final DirectorConfiguration wanted, final HealthSettings health, final @Nullable String expected) {
        checkFixed(wanted);
        return update(before -> DesiredState.of(wanted, health), expected);
    }

    /**
     * Makes what somebody makes of the state what is wanted: only what differs changes.
     *
     * @param edit     from the state of the moment to another one; has no effect of its own.
     * @param expected the tag of the version that it is meant for; null for any.
     * @return what changed.
     * @throws RefusedException if it was refused; nothing has changed.
     */
    public Applied update(final UnaryOperator<DesiredState> edit, final @Nullable String expected) {
        lock.lock();
        try {
            checkTag(expected);
            final DesiredState before = version.state();
            final DesiredState wanted = edit.apply(before);
            final List<Difference> differences = Differences.between(before, wanted);
            if (differences.isEmpty()) {
                return new Applied(version, differences);
            }
            final List<Change> changes =
                differences.stream().flatMap(difference -> difference.changes().stream()).toList();
            // What stays keeps its place, as it does for the schedulers.
            return carryOut(new DesiredState(edited(changes).services(), wanted.packets(), wanted.health()), changes);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Carries out changes, all or nothing, as commands ask for them.
     *
     * @param changes  in their order.
     * @param expected the tag of the version that they are meant for; null for any.
     * @return what changed; the version stays the same if nothing did, as when counters are set to zero.
     * @throws RefusedException if they were refused; nothing has changed.
     */
    public Applied change(final List<Change> changes, final @Nullable String expected) {
        lock.lock();
        try {
            checkTag(expected);
            return carryOut(edited(changes), changes);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells somebody of every change from now on, one after the other, when workers go by it and before the change
     * returns.
     *
     * @param listener quick, and not to change the state itself; what it throws is logged.
     * @return ends it.
     */
    public Runnable listen(final Consumer<Applied> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private DesiredState edited(final List<Change> changes) {
        final StateEditor editor = new StateEditor(version.state());
        try {
            changes.forEach(editor::make);
        } catch (final IllegalArgumentException e) {
            throw new RefusedException(Reason.INVALID, String.valueOf(e.getMessage()), List.of(), e);
        }
        return editor.state();
    }

    private Applied carryOut(final DesiredState wanted, final List<Change> changes) {
        final List<Difference> differences = Differences.between(version.state(), wanted);
        if (!differences.isEmpty()) {
            check(wanted);
        }
        final HealthSettings former = version.state().health();
        if (!wanted.health().equals(former)) {
            checks.accept(wanted.health());
        }
        try {
            if (!changes.isEmpty()) {
                ask(changes);
            }
        } catch (final RefusedException e) {
            if (!wanted.health().equals(former)) {
                checks.accept(former);
            }
            throw e;
        }
        if (differences.isEmpty()) {
            return new Applied(version, differences);
        }
        version = version(version.number() + 1, wanted);
        final Applied applied = new Applied(version, differences);
        listeners.forEach(listener -> tell(listener, applied));
        return applied;
    }

    private void ask(final List<Change> changes) {
        try {
            conductor.apply(changes).join();
        } catch (final CompletionException e) {
            final Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new RefusedException(Reason.CONDUCTOR, String.valueOf(cause.getMessage()), List.of(), cause);
        }
    }

    private static void tell(final Consumer<Applied> listener, final Applied applied) {
        try {
            listener.accept(applied);
        } catch (final RuntimeException e) {
            LOGGER.log(Level.ERROR, "a listener failed on version " + applied.version().number(), e);
        }
    }

    private void checkTag(final @Nullable String expected) {
        if (expected != null && !expected.equals(version.tag())) {
            throw new RefusedException(Reason.CONFLICT, "version " + expected + " is no more: it is "
                + version.tag() + " now; read it, and make the change again", List.of(), null);
        }
    }

    private void checkFixed(final DirectorConfiguration wanted) {
        final List<Problem> problems = FixedSettings.problems(running, wanted);
        if (!problems.isEmpty()) {
            throw new RefusedException(Reason.NEEDS_RESTART, lines(problems), problems, null);
        }
    }

    private void check(final DesiredState state) {
        final Problems problems = new Problems();
        new HealthRules(problems).check(state.health());
        try {
            state.within(running).conclude(schedulers.get(), problems);
        } catch (final ConfigurationException e) {
            final List<Problem> named = e.problems().stream().map(problem -> Places.named(problem, state)).toList();
            throw new RefusedException(Reason.INVALID, lines(named), e.problems(), e);
        }
    }

    private static String lines(final List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining(System.lineSeparator()));
    }

    private Version version(final long number, final DesiredState state) {
        return new Version(number, run + "-" + number, state);
    }
}
