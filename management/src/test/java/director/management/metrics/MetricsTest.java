/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.conductor.Catalogue;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.replay.ReplayDirector;
import director.dataplane.service.ServiceKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final RealServerSettings REAL_SERVER =
        new RealServerSettings(IpAddress.parse("10.9.0.1"), 80, 3, ForwardingMethod.NAT);

    @Test
    void shouldHaveTheNamesAndLabelsOfNodeExporter() throws IOException {
        try (ReplayDirector director = new ReplayDirector()) {
            director.change(proxy -> proxy.addService(service("10.0.0.100", 0)));
            director.change(proxy -> proxy.addService(service("0.0.0.0", 0x1F)));
            final String text = text(director, null);
            assertThat(text).contains(
                "node_ipvs_connections_total 0.0\n", "node_ipvs_incoming_packets_total 0.0\n",
                "node_ipvs_outgoing_packets_total 0.0\n", "node_ipvs_incoming_bytes_total 0.0\n",
                "node_ipvs_outgoing_bytes_total 0.0\n",
                "node_ipvs_backend_connections_active{local_address=\"10.0.0.100\",local_mark=\"\",local_port=\"80\","
                    + "proto=\"TCP\",remote_address=\"10.9.0.1\",remote_port=\"80\"} 0.0\n",
                "node_ipvs_backend_connections_inactive{local_address=\"10.0.0.100\"",
                "node_ipvs_backend_connections_weight{local_address=\"\",local_mark=\"0000001F\",local_port=\"0\","
                    + "proto=\"FWM\",remote_address=\"10.9.0.1\",remote_port=\"80\"} 3.0\n",
                "director_dropped_packets_total{reason=\"no-service\"} 0.0\n",
                "director_port_up{port=\"client\"} 1.0\n",
                "director_worker_duty_cycle_seconds_bucket{worker=\"replay\",le=\"+Inf\"}");
            assertThat(text(director, "application/openmetrics-text")).endsWith("# EOF\n");
        }
    }

    @Test
    void shouldNeverCountLessWhenAServiceGoesOrIsZeroed() {
        try (ReplayDirector director = new ReplayDirector()) {
            final GrandTotals totals = new GrandTotals();
            director.change(proxy -> proxy.addService(service("10.0.0.100", 0)));
            final Catalogue with = director.catalogue();
            final int number = with.services().getFirst().realServers().getFirst().number();
            director.destinations().connectionOpened(number);
            assertThat(totals.update(with).connections()).isEqualTo(1);
            director.change(proxy -> proxy.zero());
            assertThat(totals.update(director.catalogue()).connections()).isEqualTo(1);
            director.destinations().connectionOpened(number);
            assertThat(totals.update(director.catalogue()).connections()).isEqualTo(2);
            director.change(proxy -> proxy.deleteService(ServiceKey.of(service("10.0.0.100", 0))));
            assertThat(totals.update(director.catalogue()).connections()).isEqualTo(2);
        }
    }

    private static String text(final ReplayDirector director, final @Nullable String accepted)
            throws IOException {
        return new String(new Metrics(List.of(new IpvsMetrics(director), new DirectorMetrics(director)))
            .text(accepted).content(), StandardCharsets.UTF_8);
    }

    private static ServiceSettings service(final String address, final int mark) {
        return new ServiceSettings(Protocol.TCP, IpAddress.parse(address),
            mark == 0 ? 80 : 0, mark, "wrr", 0, null, false, List.of(REAL_SERVER));
    }
}
