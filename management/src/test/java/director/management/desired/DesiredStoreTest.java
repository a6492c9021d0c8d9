/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import director.dataplane.address.IpAddress;
import director.dataplane.conductor.Change;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.Sysctl;
import director.dataplane.service.ServiceKey;
import director.management.configuration.ConfigurationFile;
import director.management.configuration.ConfigurationWriter;
import director.management.desired.RefusedException.Reason;
import director.management.health.settings.HealthSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DesiredStoreTest {
    private static final String HEAD = """
        version: 1
        ports:
          - {name: client, interface: eth1, addresses: [10.0.0.254/24], gateway: 10.0.0.1}
          - {name: real, interface: eth2, addresses: [10.9.0.254/16]}
        workers: {cores: [1]}
        """;
    private static final String WEB = """
        services:
          - protocol: tcp
            address: 10.0.0.100
            port: 80
            scheduler: wrr
            realServers:
              - {address: 10.9.0.1, weight: 3}
              - {address: 10.9.0.2}
        """;

    private final List<List<Change>> asked = new ArrayList<>();
    private final List<String> checked = new ArrayList<>();
    private @Nullable RuntimeException refusal;

    @Test
    void shouldApplyWhatDiffersAndNothingElse() {
        final DesiredStore store = store(HEAD + WEB);
        final List<Applied> heard = new ArrayList<>();
        final Runnable end = store.listen(heard::add);
        final Applied applied = apply(store, HEAD + WEB.replace("weight: 3", "weight: 5")
            + "      - {address: 10.9.0.3}\nsysctls: {sloppy_tcp: 1}\n");
        assertThat(applied.differences()).extracting(Difference::toString).containsExactly(
            "~ sysctl sloppy_tcp: value 0 -> 1",
            "~ real server 10.9.0.1:80 of TCP 10.0.0.100:80: weight 3 -> 5",
            "+ real server 10.9.0.3:80 of TCP 10.0.0.100:80");
        assertThat(asked).singleElement().satisfies(batch -> assertThat(batch).extracting(Change::toString)
            .containsExactly("set sysctl sloppy_tcp to 1", "edit real server 10.9.0.1:80 of TCP 10.0.0.100:80",
                "add real server 10.9.0.3:80 to TCP 10.0.0.100:80"));
        assertThat(applied.version().number()).isEqualTo(2);
        assertThat(store.version()).isEqualTo(applied.version());
        assertThat(heard).containsExactly(applied);
        end.run();
        apply(store, HEAD);
        assertThat(heard).hasSize(1);
        assertThat(asked.getLast()).extracting(Change::toString).containsExactly(
            "set sysctl sloppy_tcp to 0", "delete service TCP 10.0.0.100:80");
    }

    @Test
    void shouldTellHowManyPrefixesOfListsDiffer() {
        final DesiredStore store = store(HEAD + WEB);
        final String lists = """
            accessLists:
              - {name: bad, prefixes: [192.0.2.0/24, 198.51.100.7]}
            access: {deny: [bad]}
            """;
        final Applied added = apply(store, HEAD + WEB + lists);
        assertThat(added.differences()).extracting(Difference::toString).containsExactly(
            "+ access list bad: prefixes 2", "~ access: deny [] -> [bad]");
        assertThat(asked.getLast()).extracting(Change::toString).containsExactly("set 1 access lists");
        final Applied changed = apply(store, HEAD + WEB + lists.replace("198.51.100.7", "2001:db8::/32, 203.0.113.1"));
        assertThat(changed.differences()).extracting(Difference::toString).containsExactly(
            "~ access list bad: prefixes 2 -> 3 (2 new, 1 gone)");
        final Applied limited = apply(store, HEAD
            + WEB.replace("scheduler: wrr", "scheduler: wrr\n    limits: {rate: 7}\n    access: {allow: [bad]}")
            + lists.replace("198.51.100.7", "2001:db8::/32, 203.0.113.1"));
        assertThat(limited.differences()).extracting(Difference::toString).containsExactly(
            "~ service TCP 10.0.0.100:80: limits.rate none -> 7, access.allow none -> [bad]");
        assertThat(asked.getLast()).extracting(Change::toString).containsExactly("edit service TCP 10.0.0.100:80");
        final Applied gone = apply(store, HEAD + WEB);
        assertThat(gone.differences()).extracting(Difference::toString).contains(
            "- access list bad", "~ access: deny [bad] -> []");
    }

    @Test
    void shouldSayNothingToTheConductorWhenOnlyHealthChecksOrOrderDiffer() {
        final DesiredStore store = store(HEAD + WEB);
        final String reordered = HEAD + """
            services:
              - protocol: tcp
                address: 10.0.0.100
                port: 80
                scheduler: wrr
                realServers:
                  - {address: 10.9.0.2}
                  - {address: 10.9.0.1, weight: 3}
            """;
        assertThat(apply(store, reordered).differences()).isEmpty();
        assertThat(store.version().number()).isEqualTo(1);
        final Applied applied = apply(store, reordered.replace("scheduler: wrr",
            "scheduler: wrr\n    healthChecks: [{type: http, path: /up}]"));
        assertThat(applied.differences()).singleElement().asString()
            .startsWith("~ service TCP 10.0.0.100:80: healthChecks[0].type none -> http, ")
            .contains("healthChecks[0].path none -> /up");
        assertThat(asked).isEmpty();
        assertThat(store.version().number()).isEqualTo(2);
        assertThat(store.version().state().services().getFirst().realServers().getFirst().weight())
            .as("what stays keeps its place").isEqualTo(3);
        assertThat(store.version().state().health().services().getFirst().checks()).hasSize(1);
    }

    @Test
    void shouldTellChecksBeforeRealServersThatTheyKeepOutOfService() {
        final DesiredStore store = store(HEAD);
        final String watched = HEAD + WEB.replace("wrr", "wrr\n    healthChecks: [{type: tcp}]");
        refusal = new IllegalStateException("no memory");
        refused(() -> apply(store, watched));
        assertThat(checked).containsExactly("1 after 0", "0 after 0");
        refusal = null;
        apply(store, watched);
        apply(store, watched.replace("weight: 3", "weight: 4"));
        apply(store, HEAD);
        assertThat(checked.subList(2, checked.size())).containsExactly("1 after 0", "0 after 2");
    }

    @Test
    void shouldWriteDifferencesForPrograms() {
        final Applied applied = apply(store(HEAD + WEB), HEAD + WEB.replace("weight: 3", "weight: 0"));
        assertThat(applied.differences().getFirst().json()).hasToString("{action=edit, kind=real-server, "
            + "subject=10.9.0.1:80, of=TCP 10.0.0.100:80, fields=[{name=weight, before=3, after=0}], "
            + "text=~ real server 10.9.0.1:80 of TCP 10.0.0.100:80: weight 3 -> 0}");
    }

    @Test
    void shouldRefuseByNameWhatCannotChangeWhileRunning() {
        final DesiredStore store = store(HEAD + WEB);
        final RefusedException thrown = refused(() -> apply(store, (HEAD + WEB).replace("cores: [1]", "cores: [2]")
            .replace("[10.9.0.254/16]", "[10.9.0.253/16]") + "memory: {megabytes: 1024}\n"));
        assertThat(thrown.reason()).isEqualTo(Reason.NEEDS_RESTART);
        assertThat(Objects.requireNonNull(thrown.getMessage()).lines()).containsExactly(
            "memory.megabytes=1024 cannot be changed while the director runs with 512: restart the director with this "
                + "file, or give what it runs with",
            "ports[1].addresses=[10.9.0.253/16] cannot be changed while the director runs with [10.9.0.254/16]: "
                + "restart the director with this file, or give what it runs with",
            "workers.cores=[2] cannot be changed while the director runs with [1]: restart the director with this "
                + "file, or give what it runs with");
        assertThat(asked).isEmpty();
        assertThat(store.version().number()).isEqualTo(1);
    }

    @Test
    void shouldNotHandPacketsToAKernelThatHasNoInterfaces() {
        final String kernel = "host: {refusals: kernel}\n";
        final String head = HEAD.replace("addresses", "pmd: af_xdp, addresses");
        assertThat(refused(() -> apply(store(head), head + kernel))).hasMessage("host cannot hand something to the "
            + "kernel while the director runs, which has no interfaces there: restart the director with this file, "
            + "or give what it runs with");
        assertThat(refused(() -> apply(store(head + kernel), head)).reason()).isEqualTo(Reason.NEEDS_RESTART);
    }

    @Test
    void shouldChangeWhatTheKernelGetsByAPortWhileItRuns() {
        final String head = HEAD.replace("addresses", "pmd: af_xdp, addresses");
        final String kernel = "host: {refusals: kernel}\n";
        final DesiredStore store = store(head + kernel);
        final Applied limited = apply(store, head.replace("interface: eth1", "interface: eth1, kernelRate: 500")
            + kernel);
        assertThat(limited.differences()).extracting(Difference::toString)
            .containsExactly("~ packets: ports[0].kernelRate none -> 500");
        assertThat(asked.getLast()).singleElement().isInstanceOfSatisfying(Change.SetHost.class, set -> {
            assertThat(set.host().kernelRate(0)).isEqualTo(500);
            assertThat(set.host().kernelRate(1)).isEqualTo(10_000);
        });
        assertThat(ConfigurationWriter.yaml(store.configuration(), HealthSettings.NONE)).contains("kernelRate: 500");
        assertThat(apply(store, head + kernel).differences()).extracting(Difference::toString)
            .containsExactly("~ packets: ports[0].kernelRate 500 -> none");
    }

    @Test
    void shouldChangeNothingWhenTheConductorRefuses() {
        final DesiredStore store = store(HEAD + WEB);
        refusal = new IllegalStateException("no");
        final RefusedException thrown = refused(() -> apply(store, HEAD));
        assertThat(thrown.reason()).isEqualTo(Reason.CONDUCTOR);
        assertThat(thrown).hasMessage("no").hasCause(refusal);
        assertThat(store.version().state().services()).hasSize(1);
    }

    @Test
    void shouldRefuseWhatWasMadeForAnotherVersion() {
        final DesiredStore store = store(HEAD + WEB);
        final String tag = store.version().tag();
        final List<Change> change = List.of(new Change.SetSysctl(Sysctl.SLOPPY_TCP, 1));
        assertThat(store.change(change, tag).version().tag()).isNotEqualTo(tag);
        final RefusedException thrown = refused(() -> store.change(change, tag));
        assertThat(thrown.reason()).isEqualTo(Reason.CONFLICT);
        assertThat(thrown).hasMessageStartingWith("version " + tag + " is no more: it is ");
        assertThat(store(HEAD).version().tag()).as("of another run").isNotEqualTo(tag);
    }

    @Test
    void shouldKeepWhatCommandsChangedAndRefuseWhatNoFileCouldSay() {
        final DesiredStore store = store(HEAD + WEB);
        final ServiceSettings web = store.version().state().services().getFirst();
        final RealServerSettings realServer = web.realServers().getFirst();
        final ServiceKey key = ServiceKey.of(web);
        store.change(List.of(new Change.DeleteRealServer(key, realServer), new Change.Zero(key)), null);
        store.change(List.of(new Change.AddRealServer(key, realServer)), null);
        assertThat(store.version().state().services().getFirst().realServers()).last().isEqualTo(realServer);
        assertThat(store.change(List.of(new Change.Zero(null)), null).version()).isEqualTo(store.version());
        final RefusedException thrown = refused(() -> store.change(List.of(new Change.AddRealServer(key,
            new RealServerSettings(IpAddress.parse("fd00::1"), 80, 1,
                realServer.forwarding()))), null));
        assertThat(thrown.reason()).isEqualTo(Reason.INVALID);
        assertThat(thrown).hasMessageStartingWith(
            "real server [fd00::1]:80 of TCP 10.0.0.100:80 address=fd00::1 is an IPv6 address, and service TCP "
            + "10.0.0.100:80 address=10.0.0.100 an IPv4 one");
        assertThat(store.version().number()).isEqualTo(3);
    }

    /** A file says all of it; applied again, it changes nothing; written again, it is the same. */
    @Test
    void shouldGetFromAnyStateToAnyOtherAndWriteWhatItReads() {
        final RandomConfigurations random = new RandomConfigurations(1);
        DirectorConfiguration first = random.next();
        HealthSettings firstHealth = random.health(first);
        for (int i = 0; i < 300; i++) {
            final DirectorConfiguration second = random.next();
            final HealthSettings secondHealth = random.health(second);
            final String yaml = ConfigurationWriter.yaml(second, secondHealth);
            final ConfigurationFile file = ConfigurationFile.parse("f", yaml, RandomConfigurations.SCHEDULERS);
            assertThat(file.configuration()).as(yaml).isEqualTo(second);
            assertThat(DesiredState.of(file.configuration(), file.health()))
                .as(yaml).isEqualTo(DesiredState.of(second, secondHealth));
            final DesiredStore store = new DesiredStore(first, firstHealth, this::conduct,
                () -> RandomConfigurations.SCHEDULERS, each -> { });
            store.apply(file.configuration(), file.health(), null);
            assertThat(unordered(store.version().state())).isEqualTo(unordered(DesiredState.of(second, secondHealth)));
            final String exported =
                ConfigurationWriter.yaml(store.configuration(), store.version().state().health());
            final ConfigurationFile again = ConfigurationFile.parse("f", exported, RandomConfigurations.SCHEDULERS);
            assertThat(store.apply(again.configuration(), again.health(), null).differences()).isEmpty();
            assertThat(ConfigurationWriter.yaml(again.configuration(), again.health())).isEqualTo(exported);
            first = second;
            firstHealth = secondHealth;
        }
    }

    private record Unordered(Set<Object> services, Set<Object> health, PacketSettings packets, int concurrency) {
    }

    private static Unordered unordered(final DesiredState state) {
        final Set<Object> services = new HashSet<>();
        for (final ServiceSettings each : state.services()) {
            services.add(List.of(each.withRealServers(List.of()), Set.copyOf(each.realServers())));
        }
        final Set<Object> health = new HashSet<>();
        state.health().services().forEach(each -> health.add(List.of(each.service(), each.checks(),
            each.initiallyUp(), each.onFailure(), each.notification(), each.quorum(), each.flapping(),
            Set.copyOf(each.realServers()))));
        return new Unordered(services, health, state.packets(), state.health().concurrency());
    }

    private DesiredStore store(final String yaml) {
        final ConfigurationFile file = ConfigurationFile.parse("f", yaml, RandomConfigurations.SCHEDULERS);
        return new DesiredStore(
            file.configuration(), file.health(), this::conduct, () -> RandomConfigurations.SCHEDULERS,
            health -> checked.add(health.services().size() + " after " + asked.size()));
    }

    private CompletableFuture<@Nullable Void> conduct(final List<Change> changes) {
        if (refusal != null) {
            return CompletableFuture.failedFuture(refusal);
        }
        asked.add(changes);
        return CompletableFuture.completedFuture(null);
    }

    private static Applied apply(final DesiredStore store, final String yaml) {
        final ConfigurationFile file = ConfigurationFile.parse("f", yaml, RandomConfigurations.SCHEDULERS);
        return store.apply(file.configuration(), file.health(), null);
    }

    private static RefusedException refused(final ThrowingCallable action) {
        final RefusedException thrown = catchThrowableOfType(RefusedException.class, action);
        assertThat(thrown).as("is refused").isNotNull();
        return thrown;
    }
}
