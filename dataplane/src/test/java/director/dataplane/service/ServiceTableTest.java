/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServicePolicy;
import director.dataplane.policy.ServiceLimits;
import director.dataplane.policy.ServiceUse;
import director.dataplane.testkit.CountingMemory;
import director.schedulers.BoundScheduler;
import director.schedulers.Destinations;
import director.schedulers.SchedulerRegistry;
import director.schedulers.ServiceContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceTableTest {
    private final DestinationCounters counters = new DestinationCounters(new CountingMemory(), 1);
    private final BoundScheduler scheduler = SchedulerRegistry.load().bind("rr", new ServiceContext("test", 0),
        Destinations.none(), new SummedLoad(List.of(counters), new Thresholds(1)));

    @AfterEach
    void close() {
        scheduler.doneService();
        counters.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 1_000, 20_000})
    void shouldFindWhatAMapFinds(final int size) {
        final SplittableRandom random = new SplittableRandom(size);
        final Map<ServiceKey, Service> services = new HashMap<>();
        while (services.size() < size) {
            final ServiceKey key = randomKey(random);
            services.put(key, service(key));
        }
        final ServiceTable table = new ServiceTable(services.values());
        assertThat(table.isEmpty()).isEqualTo(size == 0);
        services.forEach((key, service) -> assertThat(find(table, key)).isSameAs(service));
        for (int i = 0; i < 100_000; i++) {
            final ServiceKey key = randomKey(random);
            final @Nullable Service exact = services.get(key);
            final @Nullable Service expected =
                exact == null ? services.get(new ServiceKey(key.protocol(), key.address(), 0)) : exact;
            if (!Objects.equals(find(table, key), expected)) {
                assertThat(find(table, key)).as(key.toString()).isSameAs(expected);
            }
        }
    }

    @Test
    void shouldPreferTheServiceOfThePortToThatOfAllPorts() {
        final IpAddress address = IpAddress.parse("10.0.0.100");
        final Service all = service(new ServiceKey(Protocol.TCP, address, 0));
        final Service http = service(new ServiceKey(Protocol.TCP, address, 80));
        final ServiceTable table = new ServiceTable(List.of(all, http));
        assertThat(find(table, new ServiceKey(Protocol.TCP, address, 80))).isSameAs(http);
        assertThat(find(table, new ServiceKey(Protocol.TCP, address, 81))).isSameAs(all);
        assertThat(find(table, new ServiceKey(Protocol.UDP, address, 80))).isNull();
    }

    @Test
    void shouldFindMarksOfEitherVersionOfIpAndNoneByAddress() {
        final Service mark = service(ServiceKey.ofMark(0xFFFF_FFFF, false));
        final Service mark6 = service(ServiceKey.ofMark(7, true));
        final ServiceTable table = new ServiceTable(List.of(mark, mark6));
        assertThat(table.findMark(0xFFFF_FFFF, false)).isSameAs(mark);
        assertThat(table.findMark(0xFFFF_FFFF, true)).isNull();
        assertThat(table.findMark(7, true)).isSameAs(mark6);
        assertThat(table.findMark(7, false)).isNull();
        assertThat(table.findMark(0, false)).isNull();
        assertThat(table.isEmpty()).isFalse();
        assertThat(find(table, new ServiceKey(Protocol.TCP, IpAddress.ANY, 0))).isNull();
    }

    private Service service(final ServiceKey key) {
        return Service.of(key, scheduler, false, null, ConnectionTimeouts.GENERAL, ClientAddress.NONE,
            ServiceLimits.of(ServicePolicy.NONE, ServiceUse.of(0, 1)));
    }

    private static @Nullable Service find(final ServiceTable table, final ServiceKey key) {
        return table.find(key.protocol().number(), key.address().wireHigh(), key.address().wireLow(),
            WireOrder.port(key.port()));
    }

    /** Few addresses and ports, so that what is not there is close to what is. */
    private static ServiceKey randomKey(final SplittableRandom random) {
        final Protocol protocol = List.of(Protocol.values()).get(random.nextInt(3));
        final String last = Integer.toHexString(random.nextInt(256));
        final IpAddress address = random.nextBoolean() ? IpAddress.ipv4(0x0A00_0000 + random.nextInt(256))
            : IpAddress.parse(random.nextBoolean() ? "fd00::" + last : "fd00:" + last + "::");
        return new ServiceKey(protocol, address, random.nextInt(64));
    }
}
