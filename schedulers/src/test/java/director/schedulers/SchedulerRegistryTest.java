/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.schedulers.SchedulerRegistry.Registration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerRegistryTest {
    private static final ServiceContext SERVICE = new ServiceContext("TCP 10.0.0.100:80", 0);

    private final SchedulerRegistry registry = new SchedulerRegistry();

    @Test
    void shouldFindTheSchedulersOfThisModule() {
        assertThat(SchedulerRegistry.load().registrations()).extracting(Registration::name)
            .contains("rr", "wrr", "lc", "wlc", "sed", "nq", "fo", "ovf", "twos");
    }

    @Test
    void shouldProvideTheSameSchedulersOnTheClassPathAsOnTheModulePath() throws IOException {
        try (InputStream in = Objects.requireNonNull(
            Scheduler.class.getResourceAsStream("/META-INF/services/director.schedulers.Scheduler"))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                .filter(line -> !line.startsWith("#")))
                .containsExactlyInAnyOrderElementsOf(ServiceLoader.load(Scheduler.class).stream()
                    .map(provider -> provider.type().getName()).toList());
        }
    }

    @Test
    void shouldNameThoseRegisteredWhenASchedulerIsUnknown() {
        assertThatThrownBy(() -> bind("wlc"))
            .isInstanceOf(SchedulerException.class)
            .hasMessage("unknown scheduler \"wlc\": none is registered");

        registry.register(new Fake("wrr"));
        registry.register(new Fake("rr"));
        assertThatThrownBy(() -> bind("wlc")).hasMessage("unknown scheduler \"wlc\": registered are rr, wrr");
        assertThatThrownBy(() -> registry.unregister("wlc")).hasMessageContaining("registered are rr, wrr");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "RR", "a b", "sixteen-letters-", "rr\n", "ü"})
    void shouldRefuseANameThatNoConfigurationCouldUse(final String name) {
        assertThatThrownBy(() -> registry.register(new Fake(name)))
            .isInstanceOf(SchedulerException.class)
            .hasMessageContaining("has the name \"" + name + "\"");
        assertThat(registry.registrations()).isEmpty();
    }

    @Test
    void shouldRefuseANameThatIsTaken() {
        registry.register(new Fake("rr"));

        assertThatThrownBy(() -> registry.register(new Fake("rr")))
            .isInstanceOf(SchedulerException.class)
            .hasMessageContaining("the name is taken by " + Fake.class.getName());
    }

    @Test
    void shouldKeepASchedulerAsLongAsAServiceUsesIt() {
        registry.register(new Fake("mine"));
        final BoundScheduler one = bind("mine");
        final BoundScheduler other = bind("mine");
        assertThat(references()).isEqualTo(2);

        assertThatThrownBy(() -> registry.unregister("mine"))
            .isInstanceOf(SchedulerException.class)
            .hasMessage("scheduler mine is in use by 2 services");

        one.doneService();
        one.doneService();
        assertThat(references()).as("given back once").isEqualTo(1);
        assertThatThrownBy(() -> registry.unregister("mine")).hasMessage("scheduler mine is in use by 1 service");

        other.doneService();
        registry.unregister("mine");
        assertThat(registry.contains("mine")).isFalse();
    }

    @Test
    void shouldRefuseTheServiceWhenInitServiceThrows() {
        registry.register(new Fake("mine", "init"));

        assertThatThrownBy(() -> bind("mine"))
            .isInstanceOf(SchedulerException.class)
            .hasMessageStartingWith("scheduler mine of service TCP 10.0.0.100:80: init service failed")
            .hasRootCauseMessage("init");
        assertThat(references()).isZero();
    }

    @Test
    void shouldCountAFaultAndGoOnWhenScheduleThrows() {
        registry.register(new Fake("mine", "schedule"));
        final BoundScheduler scheduler = bind("mine");

        assertThat(scheduler.schedule(new Fake("flow"))).isEqualTo(BoundScheduler.FAULT);
        assertThat(scheduler.schedule(new Fake("flow"))).isEqualTo(BoundScheduler.FAULT);

        assertThat(scheduler.faults()).isEqualTo(2);
        assertThat(scheduler.lastFault()).get().extracting(Throwable::getMessage).isEqualTo("schedule");
    }

    @Test
    void shouldCountAFaultAndGoOnWhenLoadChangedThrows() {
        registry.register(new Fake("mine", "load"));
        final BoundScheduler scheduler = bind("mine");

        scheduler.loadChanged(1);

        assertThat(scheduler.faults()).isEqualTo(1);
        assertThat(scheduler.lastFault()).get().extracting(Throwable::getMessage).isEqualTo("load");
    }

    @Test
    void shouldTellOnceWhatWasThrown() {
        registry.register(new Fake("mine", "schedule"));
        final BoundScheduler scheduler = bind("mine");
        assertThat(scheduler.unreportedFault()).isEmpty();

        scheduler.schedule(new Fake("flow"));
        scheduler.schedule(new Fake("flow"));

        assertThat(scheduler.unreportedFault()).get().satisfies(fault -> assertThat(fault)
            .hasMessage("scheduler mine of service TCP 10.0.0.100:80: a callback failed")
            .hasRootCauseMessage("schedule"));
        scheduler.schedule(new Fake("flow"));
        assertThat(scheduler.unreportedFault()).isEmpty();
    }

    @Test
    void shouldTellOfAWrongAnswerAndCountWhatItThrewOnce() {
        registry.register(new Fake("mine"));
        final BoundScheduler scheduler = bind("mine");

        scheduler.answeredWrongly(77);
        assertThat(scheduler.faults()).isEqualTo(1);
        scheduler.answeredWrongly(BoundScheduler.FAULT);
        assertThat(scheduler.faults()).as("it threw, and was counted then").isEqualTo(1);

        assertThat(scheduler.unreportedFault()).get().satisfies(fault -> assertThat(fault).hasMessage(
            "scheduler mine of service TCP 10.0.0.100:80: schedule answered 77, which is no destination of the "
                + "service"));
    }

    @Test
    void shouldSayThatItDoesMoreThanCompareWeightsUnlessItSaysOtherwise() {
        registry.register(new Fake("mine"));
        assertThat(bind("mine").onlyComparesWeights()).isFalse();
    }

    @Test
    void shouldRefuseTheChangeWhenUpdateServiceThrows() {
        registry.register(new Fake("mine", "update"));
        final BoundScheduler scheduler = bind("mine");

        assertThatThrownBy(() -> scheduler.updateService(Destinations.none()))
            .isInstanceOf(SchedulerException.class)
            .hasMessageContaining("update service failed");
        assertThat(scheduler.schedule(new Fake("flow"))).isEqualTo(7);
    }

    @Test
    void shouldGiveTheReferenceBackWhenDoneServiceThrows() {
        registry.register(new Fake("mine", "done"));
        final BoundScheduler scheduler = bind("mine");

        assertThatThrownBy(scheduler::doneService).isInstanceOf(SchedulerException.class);
        assertThat(references()).isZero();
    }

    @Test
    void shouldRegisterAllOfAJarOrNothing() {
        registry.register(new Fake("taken"));
        final List<Scheduler> jar = List.of(new Fake("first"), new Fake("taken"), new Fake("last"));

        assertThatThrownBy(() -> registry.registerAll(jar)).hasMessageContaining("the name is taken");

        assertThat(registry.names()).containsExactly("taken");
        registry.registerAll(List.of(new Fake("first"), new Fake("last")));
        assertThat(registry.names()).containsExactly("first", "last", "taken");
    }

    @Test
    void shouldSayWhichSchedulerCouldNotBeLoaded() {
        final Iterable<Scheduler> broken = () -> {
            throw new ServiceConfigurationError("Provider x.Y not found");
        };

        assertThatThrownBy(() -> registry.registerAll(broken))
            .isInstanceOf(SchedulerException.class)
            .hasMessage("a scheduler could not be loaded: Provider x.Y not found");
    }

    private BoundScheduler bind(final String name) {
        return registry.bind(name, SERVICE, Destinations.none(), new Fake("load"));
    }

    private int references() {
        return registry.registrations().get(0).references();
    }
}
