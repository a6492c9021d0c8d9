/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import static director.dataplane.testkit.Settings.udp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.AccessSettings;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.ServicePolicy;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.policy.ClientTable;
import director.dataplane.policy.Refusal;
import director.dataplane.policy.ServiceUse;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.IpPackets;
import director.schedulers.SchedulerRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits count over all workers, however the connections of a client are spread over them. */
@ParameterizedClass
@ValueSource(ints = {1, 2, 3, 8})
class PolicyWorkersTest {
    private static final String VIRTUAL = "10.0.0.100";
    private static final LimitSettings NONE = LimitSettings.NONE;

    private final ReplayDirector director;
    private final int workers;
    private int nextPort = 1_000;

    PolicyWorkersTest(final int workers) {
        this.workers = workers;
        this.director = new ReplayDirector(SchedulerRegistry.load(), ReplayNetwork.STANDARD, 4_096, workers);
    }

    @AfterEach
    void close() {
        director.pass(310_000, 1_000);
        assertThat(director.connectionCount()).isZero();
        assertThat(use().state().connections()).as("connections that are counted after their end").isZero();
        assertThat(director.limits().clients().list(100)).extracting(ClientTable.Client::connections)
            .allMatch(count -> count == 0);
        director.close();
    }

    @Test
    void shouldLetAClientHaveAsManyConnectionsOnAllWorkersTogetherAsItMay() {
        serve(NONE, new LimitSettings(100, 0, 0));
        assertThat(open("10.0.0.7", 400)).isEqualTo(100);
        assertThat(director.workers()).allSatisfy(worker ->
            assertThat(worker.counters().get(WorkerCounter.CONNECTIONS_OPENED)).isGreaterThan(100 / workers / 4));
        assertThat(open("10.0.0.8", 50)).isEqualTo(50);
        assertThat(use().refusals().count(Refusal.CLIENT_CONNECTIONS)).isEqualTo(300);
        assertThat(director.limits().clients().list(1)).singleElement().satisfies(client -> {
            assertThat(client.address()).hasToString("10.0.0.7");
            assertThat(client.connections()).isEqualTo(100);
            assertThat(client.refused()).isEqualTo(300);
        });
    }

    @Test
    void shouldLimitTheRateOfAClientOnAllWorkersTogether() {
        serve(NONE, new LimitSettings(0, 10, 30));
        assertThat(open("10.0.0.7", 400)).isEqualTo(30);
        director.advanceTo(director.nowMs() + 1_000);
        assertThat(open("10.0.0.7", 400)).isEqualTo(10);
    }

    @Test
    void shouldLimitAServiceOnAllWorkersTogether() {
        serve(new LimitSettings(150, 1_000, 120), NONE);
        assertThat(open("10.0.0.7", 100) + open("10.0.0.8", 100)).isEqualTo(120);
        director.advanceTo(director.nowMs() + 1_000);
        assertThat(open("10.0.0.9", 100)).isEqualTo(30);
        assertThat(use().refusals().count(Refusal.SERVICE_RATE)).isEqualTo(80);
        assertThat(use().refusals().count(Refusal.SERVICE_CONNECTIONS)).isEqualTo(70);
    }

    private ServiceUse use() {
        return director.catalogue().services().getFirst().use();
    }

    private void serve(final LimitSettings service, final LimitSettings client) {
        final ServiceSettings settings = udp(VIRTUAL + ":53", "rr", "10.9.0.1:53")
            .withPolicy(new ServicePolicy(service, client, AccessSettings.NONE));
        director.change(proxy -> proxy.addService(settings));
    }

    /** How many of so many connections get to a real server. */
    private int open(final String client, final int count) {
        int opened = 0;
        for (int i = 0; i < count; i++) {
            director.inject(Side.CLIENT, IpPackets.udp(client, nextPort++, VIRTUAL, 53, 20, false));
            opened += List.copyOf(director.takeEmitted()).size();
        }
        return opened;
    }
}
