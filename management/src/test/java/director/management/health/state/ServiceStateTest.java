/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.state;

import static director.dataplane.service.Availability.INHIBITED;
import static director.dataplane.service.Availability.IN_SERVICE;
import static director.dataplane.service.Availability.OUT_OF_SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.Protocol;
import director.dataplane.service.Availability;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceAvailability;
import director.dataplane.service.ServiceKey;
import director.management.health.settings.CheckSettings;
import director.management.health.settings.FailureAction;
import director.management.health.settings.FlapSettings;
import director.management.health.settings.NotifySettings;
import director.management.health.settings.QuorumSettings;
import director.management.health.settings.RealServerHealth;
import director.management.health.settings.ServiceHealth;
import director.management.health.settings.TcpSettings;
import director.management.health.settings.Timing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServiceStateTest {
    private static final ServiceKey SERVICE = new ServiceKey(Protocol.TCP, IpAddress.parse("10.0.0.100"), 80);
    private static final RealServerKey A = realServer(1);
    private static final RealServerKey B = realServer(2);
    private static final RealServerKey C = realServer(3);
    private static final RealServerKey SORRY = realServer(9);
    private static final CheckSettings CHECK =
        new CheckSettings(new TcpSettings(), new Timing(1_000, 100, 0, 0, 1, 1, 0), 0, null);

    private final List<String> events = new ArrayList<>();
    private FailureAction onFailure = FailureAction.REMOVE;
    private boolean initiallyUp;
    private QuorumSettings quorum = QuorumSettings.DEFAULT;
    private List<RealServerHealth> particular = List.of();
    private @Nullable ServiceState state;

    @Test
    void shouldKeepEverybodyOutOfServiceUntilChecked() {
        begin(Map.of(A, 1, B, 1));
        assertAvailable(OUT_OF_SERVICE, OUT_OF_SERVICE);

        result(A, true);
        assertAvailable(IN_SERVICE, OUT_OF_SERVICE);
        assertThat(events).containsExactly("real server 10.9.0.1:80 of TCP 10.0.0.100:80 is up",
            "service TCP 10.0.0.100:80 has its quorum: weight 1 of 1 is up");
        assertThat(availability().of(realServer(77))).isEqualTo(OUT_OF_SERVICE);
    }

    @Test
    void shouldBeginWithEverybodyInServiceIfToldSo() {
        initiallyUp = true;
        begin(Map.of(A, 1, B, 1));
        assertAvailable(IN_SERVICE, IN_SERVICE);
        assertThat(availability().of(realServer(77))).isEqualTo(IN_SERVICE);

        result(A, false);
        assertAvailable(OUT_OF_SERVICE, IN_SERVICE);
        assertThat(events).containsExactly("real server 10.9.0.1:80 of TCP 10.0.0.100:80 is down: broken");
    }

    @Test
    void shouldInhibitInsteadOfRemovingIfToldSoAndByRealServer() {
        onFailure = FailureAction.INHIBIT;
        particular = List.of(new RealServerHealth(B, false, null, null, FailureAction.REMOVE, null));
        begin(Map.of(A, 1, B, 1));
        assertAvailable(OUT_OF_SERVICE, OUT_OF_SERVICE);

        result(A, true);
        result(B, true);
        assertAvailable(IN_SERVICE, IN_SERVICE);
        result(A, false);
        result(B, false);
        assertAvailable(INHIBITED, OUT_OF_SERVICE);
    }

    @Test
    void shouldCallInTheSorryServerBelowTheQuorumOnly() {
        quorum = new QuorumSettings(3, 0, NotifySettings.NONE);
        withSorryServer();
        begin(Map.of(A, 2, B, 1, C, 2, SORRY, 1));
        all(true, A, B, C);
        assertAvailable(IN_SERVICE, IN_SERVICE, IN_SERVICE, OUT_OF_SERVICE);
        assertThat(events).last().isEqualTo("real server 10.9.0.3:80 of TCP 10.0.0.100:80 is up");

        result(A, false);
        assertAvailable(OUT_OF_SERVICE, IN_SERVICE, IN_SERVICE, OUT_OF_SERVICE);
        result(B, false);
        assertAvailable(OUT_OF_SERVICE, OUT_OF_SERVICE, OUT_OF_SERVICE, IN_SERVICE);
        assertThat(events).last().isEqualTo("service TCP 10.0.0.100:80 lacks its quorum: weight 2 of 3 is up,"
            + " the sorry server has taken over");
        assertThat(availability().of(realServer(77))).isEqualTo(OUT_OF_SERVICE);

        result(A, true);
        assertAvailable(IN_SERVICE, OUT_OF_SERVICE, IN_SERVICE, OUT_OF_SERVICE);
        assertThat(events).last().isEqualTo("service TCP 10.0.0.100:80 has its quorum: weight 4 of 3 is up");
    }

    @Test
    void shouldLetTheSorryServerServeBeforeAnythingIsKnownWithoutAnAlarm() {
        withSorryServer();
        begin(Map.of(A, 1, SORRY, 1));

        assertThat(availability().of(A)).isEqualTo(OUT_OF_SERVICE);
        assertThat(availability().of(SORRY)).isEqualTo(IN_SERVICE);
        assertThat(events).isEmpty();
    }

    @Test
    void shouldNotCallInASorryServerThatIsDownItself() {
        quorum = new QuorumSettings(2, 0, NotifySettings.NONE);
        particular = List.of(new RealServerHealth(SORRY, true, List.of(CHECK), null, null, null));
        begin(Map.of(A, 1, B, 1, SORRY, 1));
        all(true, A, B, SORRY);
        result(SORRY, false);
        result(A, false);

        assertThat(availability().of(B)).isEqualTo(IN_SERVICE);
        assertThat(availability().of(SORRY)).isEqualTo(OUT_OF_SERVICE);
        result(SORRY, true);
        assertThat(availability().of(B)).isEqualTo(OUT_OF_SERVICE);
        assertThat(availability().of(SORRY)).isEqualTo(IN_SERVICE);
    }

    @Test
    void shouldLoseAndGainTheQuorumWithHysteresis() {
        quorum = new QuorumSettings(4, 2, NotifySettings.NONE);
        begin(Map.of(A, 3, B, 2, C, 2));
        all(true, A, B, C);
        events.clear();

        result(A, false);
        result(B, false);
        assertThat(state().quorum()).as("2 is not less than 4 - 2").isEqualTo(Verdict.UP);
        result(C, false);
        assertThat(state().quorum()).isEqualTo(Verdict.DOWN);
        result(A, true);
        result(B, true);
        assertThat(state().weightUp()).isEqualTo(5);
        assertThat(state().quorum()).as("5 is less than 4 + 2").isEqualTo(Verdict.DOWN);
        result(C, true);
        assertThat(state().quorum()).isEqualTo(Verdict.UP);
        assertThat(events.stream().filter(event -> event.startsWith("service"))).containsExactly(
            "service TCP 10.0.0.100:80 lacks its quorum: weight 0 of 4 is up",
            "service TCP 10.0.0.100:80 has its quorum: weight 7 of 4 is up");
    }

    @Test
    void shouldHaveTheQuorumAgainWhenAllAreUpThoughHysteresisAsksForMoreThanThereIs() {
        quorum = new QuorumSettings(2, 1, NotifySettings.NONE);
        begin(Map.of(A, 1, B, 1));
        all(true, A, B);
        all(false, A, B);
        assertThat(state().quorum()).isEqualTo(Verdict.DOWN);
        all(true, A, B);

        assertThat(state().quorum()).isEqualTo(Verdict.UP);
    }

    @Test
    void shouldGoByTheWeightsThatTheOperatorHasSetMeanwhile() {
        quorum = new QuorumSettings(2, 0, NotifySettings.NONE);
        begin(Map.of(A, 1, B, 1));
        all(true, A, B);
        assertThat(state().quorum()).isEqualTo(Verdict.UP);

        state().onRealServers(Map.of(A, 1, B, 0), 5);
        assertThat(state().quorum()).isEqualTo(Verdict.DOWN);
        assertThat(state().verdict(B)).isEqualTo(Verdict.UP);
        state().onRealServers(Map.of(A, 2), 6);
        assertThat(state().quorum()).isEqualTo(Verdict.UP);
        assertThat(availability().realServers()).containsOnlyKeys(A);
    }

    @Test
    void shouldForgetARealServerThatIsDeletedAndCheckItAnewWhenItIsBack() {
        begin(Map.of(A, 1));
        result(A, true);
        state().onRealServers(Map.of(), 5);
        assertThat(state().onResult(A, 0, null, 6)).as("the result of a check that was under way").isFalse();
        state().onRealServers(Map.of(A, 1), 7);

        assertThat(state().verdict(A)).isEqualTo(Verdict.UNCHECKED);
        assertThat(availability().of(A)).isEqualTo(OUT_OF_SERVICE);
    }

    @Test
    void shouldLeaveTheUncheckedAloneWhereOnlySomeAreChecked() {
        particular = List.of(new RealServerHealth(B, false, List.of(), null, null, null));
        begin(Map.of(A, 1, B, 1));

        assertAvailable(OUT_OF_SERVICE, IN_SERVICE);
        assertThat(state().quorum()).isEqualTo(Verdict.UP);
    }

    @Test
    void shouldTellOnlyWhatHasChanged() {
        begin(Map.of(A, 1));
        assertThat(state().onResult(A, 0, null, 1)).isTrue();
        assertThat(state().onResult(A, 0, null, 2)).isFalse();
        assertThat(state().onResult(A, 0, "broken", 3)).isTrue();
        assertThat(state().sinceNs(A)).isEqualTo(3);
        assertThat(state().onResult(A, 0, "broken", 4)).isFalse();
    }

    private void withSorryServer() {
        particular = List.of(new RealServerHealth(SORRY, true, null, null, null, null));
    }

    private void begin(final Map<RealServerKey, Integer> weights) {
        state = new ServiceState(new ServiceHealth(SERVICE, List.of(CHECK), initiallyUp, onFailure,
            NotifySettings.NONE, quorum, new FlapSettings(0, 0), particular), event -> events.add(event.toString()));
        state().onRealServers(new LinkedHashMap<>(weights), 0);
    }

    private void all(final boolean success, final RealServerKey... realServers) {
        for (final RealServerKey realServer : realServers) {
            result(realServer, success);
        }
    }

    private void result(final RealServerKey realServer, final boolean success) {
        state().onResult(realServer, 0, success ? null : "broken", 0);
    }

    private void assertAvailable(final Availability... expected) {
        final RealServerKey[] all = {A, B, C, SORRY};
        for (int i = 0; i < expected.length; i++) {
            assertThat(availability().of(all[i])).as("%s", all[i]).isEqualTo(expected[i]);
        }
    }

    private ServiceAvailability availability() {
        return state().availability();
    }

    private ServiceState state() {
        return Objects.requireNonNull(state);
    }

    private static RealServerKey realServer(final int number) {
        return new RealServerKey(IpAddress.parse("10.9.0." + number), 80);
    }
}
