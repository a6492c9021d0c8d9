/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.conductor.Catalogue;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.policy.ServiceUse;
import director.dataplane.service.DestinationCounters;
import director.dataplane.service.ServiceKey;
import director.dataplane.service.SummedLoad;
import director.dataplane.service.Thresholds;
import director.dataplane.service.TrafficMeter;
import director.dataplane.status.WorkerCounters;
import director.dataplane.testkit.CountingMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DirectorCountersTest {
    @Test
    void shouldNameServicesOfEveryKindAndTheirRealServers() {
        final CountingMemory memory = new CountingMemory();
        try (WorkerCounters worker = new WorkerCounters(memory);
            DestinationCounters destinations = new DestinationCounters(memory, 4)) {
            final SummedLoad load = new SummedLoad(List.of(destinations), new Thresholds(4));
            final TrafficMeter meter = new TrafficMeter(load);
            final List<Counter> counters = DirectorCounters.of(List.of(worker), new Catalogue(List.of(
                new Catalogue.Service(new ServiceKey(Protocol.SCTP, IpAddress.parse("fd00::1"), 0), meter,
                    List.of(entry(0, "fd09::1", 9, meter)), ServiceUse.of(0, 1)),
                new Catalogue.Service(ServiceKey.ofMark(-1, true), meter, List.of(entry(1, "10.9.0.1", 0, meter)),
                    ServiceUse.of(1, 1)))),
                load, Map.of(), Map.of());
            assertThat(counters).filteredOn(counter -> counter.name().equals("active"))
                .extracting(Counter::labels)
                .containsExactly("service=SCTP [fd00::1]:0,real-server=[fd09::1]:9",
                    "service=FWM 4294967295 IPv6,real-server=10.9.0.1:0");
        }
    }

    @Test
    void shouldCountEverythingThatDevicesLose() {
        final CountingMemory memory = new CountingMemory();
        try (DestinationCounters destinations = new DestinationCounters(memory, 4)) {
            final List<Counter> counters = DirectorCounters.of(List.of(), new Catalogue(List.of()),
                new SummedLoad(List.of(destinations), new Thresholds(4)),
                Map.of("client", new PortView.Traffic(1, 2, 3, 4, 5, 6, 7, 8)), Map.of());
            assertThat(counters).filteredOn(counter -> counter.labels().equals("port=client"))
                .extracting(counter -> counter.name() + " " + counter.value())
                .containsExactly("port-rx-packets 1", "port-tx-packets 2", "port-rx-bytes 3", "port-tx-bytes 4",
                    "port-rx-missed 5", "port-rx-errors 6", "port-rx-no-mbuf 7", "port-tx-errors 8");
        }
    }

    @Test
    void shouldCountWhatTheKernelGetsByEachPort() {
        final CountingMemory memory = new CountingMemory();
        try (DestinationCounters destinations = new DestinationCounters(memory, 4)) {
            final List<Counter> counters = DirectorCounters.of(List.of(), new Catalogue(List.of()),
                new SummedLoad(List.of(destinations), new Thresholds(4)), Map.of(),
                Map.of("client", new PortView.Kernel("toclients", 1, 2, 3)));
            assertThat(counters).filteredOn(counter -> counter.labels().equals("port=client"))
                .extracting(counter -> counter.name() + " " + counter.value())
                .containsExactly("port-to-kernel 1", "port-from-kernel 2", "port-kernel-rate 3");
        }
    }

    /** In the words of the program. */
    @Test
    void shouldDocumentWhatItCountsOfPorts() throws IOException {
        final String page = Files.readString(
            Path.of(System.getProperty("basedir", ".")).resolve("../docs/counters.md"));
        final CountingMemory memory = new CountingMemory();
        try (DestinationCounters destinations = new DestinationCounters(memory, 4)) {
            assertThat(DirectorCounters.of(List.of(), new Catalogue(List.of()),
                new SummedLoad(List.of(destinations), new Thresholds(4)), Map.of("client", PortView.Traffic.NONE),
                Map.of("client", new PortView.Kernel("toclients", 0, 0, 0))))
                .filteredOn(counter -> counter.labels().equals("port=client")).hasSize(11)
                .allSatisfy(counter ->
                    assertThat(page).contains("| `" + counter.name() + "` | " + counter.help() + " |"));
        }
    }

    private static Catalogue.Entry entry(
        final int number, final String address, final int port, final TrafficMeter meter) {
        return new Catalogue.Entry(number, new RealServerSettings(
            IpAddress.parse(address), port, 1, ForwardingMethod.NAT), meter);
    }
}
