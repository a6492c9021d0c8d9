/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.ManagedDirector;
import director.dataplane.PortView;
import director.dataplane.replay.ReplayDirector;
import director.management.events.DirectorWatch;
import director.management.events.EventBus;
import director.management.events.EventSubscription;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told of the members of a bond, the port of a director that otherwise replays. */
class BondMetricsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ReplayDirector replay = new ReplayDirector();
    private final InvocationHandler handler = (proxy, method, arguments) ->
        method.getName().equals("ports") ? List.of(bond()) : method.invoke(replay, arguments);
    private final ManagedDirector director = (ManagedDirector) Proxy.newProxyInstance(
        ManagedDirector.class.getClassLoader(), new Class<?>[] {ManagedDirector.class}, handler);
    private boolean isSecond;

    @AfterEach
    void close() {
        replay.close();
    }

    private PortView bond() {
        return new PortView("front", "net_bonding0", 1, 1_500, new PortView.Link(true, 0, true),
            new PortView.Traffic(21, 22, 23, 24, 25, 26, 27, 28), Map.of(), null, List.of(
                new PortView.Member("eth1", !isSecond, !isSecond, null, new PortView.Traffic(1, 2, 3, 4, 0, 0, 0, 0)),
                new PortView.Member("eth2", true, isSecond, null, new PortView.Traffic(5, 6, 7, 8, 0, 0, 0, 0))),
            isSecond ? new PortView.Kernel("tofront", 9, 10, 11) : null);
    }

    private String text() throws IOException {
        return new String(
            new Metrics(List.of(new DirectorMetrics(director))).text(null).content(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldHaveEachMemberWithItsPort() throws IOException {
        final String first = "{member=\"eth1\",port=\"front\"} ";
        final String second = "{member=\"eth2\",port=\"front\"} ";
        assertThat(text()).contains("director_bond_member_up" + first + "1.0\n",
            "director_bond_member_carrying" + first + "1.0\n", "director_bond_member_carrying" + second + "0.0\n",
            "director_bond_member_receive_packets_total" + first + "1.0\n",
            "director_bond_member_transmit_packets_total" + second + "6.0\n",
            "director_bond_member_receive_bytes_total" + second + "7.0\n",
            "director_bond_member_transmit_bytes_total" + first + "4.0\n");
        isSecond = true;
        assertThat(text()).contains("director_bond_member_up" + first + "0.0\n",
            "director_bond_member_carrying" + second + "1.0\n");
    }

    @Test
    void shouldCountWhatAPortLoses() throws IOException {
        assertThat(text()).contains("director_port_receive_missed_packets_total{port=\"front\"} 25.0\n",
            "director_port_receive_errors_total{port=\"front\"} 26.0\n",
            "director_port_receive_no_mbuf_packets_total{port=\"front\"} 27.0\n",
            "director_port_transmit_errors_total{port=\"front\"} 28.0\n");
    }

    @Test
    void shouldCountWhatTheKernelGetsWhereItGetsAnything() throws IOException {
        assertThat(text()).doesNotContain("director_port_to_kernel");
        isSecond = true;
        assertThat(text()).contains("director_port_to_kernel_packets_total{port=\"front\"} 9.0\n",
            "director_port_from_kernel_packets_total{port=\"front\"} 10.0\n",
            "director_port_kernel_rate_packets_total{port=\"front\"} 11.0\n");
    }

    @Test
    void shouldTellWhoCarriesAndWhoDoesNoMoreWhenThatChanges() throws InterruptedException {
        final EventBus bus = new EventBus(8, 8, Clock.systemUTC());
        final DirectorWatch watch = new DirectorWatch(director, bus);
        try (EventSubscription heard = bus.subscribe(null)) {
            watch.look();
            isSecond = true;
            watch.look();
            watch.look();
            assertThat(heard.next(PATIENCE)).satisfies(event -> {
                assertThat(event.type()).isEqualTo("bond-member");
                assertThat(event.data()).containsEntry("port", "front").containsEntry("member", "eth1")
                    .containsEntry("carrying", false).containsEntry("up", false);
            });
            assertThat(heard.next(PATIENCE)).satisfies(event ->
                assertThat(event.data()).containsEntry("member", "eth2").containsEntry("carrying", true));
            assertThat(heard.next(Duration.ofMillis(1))).isNull();
        }
    }
}
