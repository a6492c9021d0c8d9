/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.localport;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalPortAlarmTest {
    private final FreePorts one = new FreePorts(FreePortsTest.ports(100), 60);
    private final FreePorts other = new FreePorts(FreePortsTest.ports(100), 60);
    private final Deque<Integer> taken = new ArrayDeque<>();
    private final LocalPortAlarm alarm = new LocalPortAlarm();

    @Test
    void shouldTellOfEachLevelOnceAndOfTheEnd() {
        assertThat(at(79)).isEmpty();
        assertThat(at(80)).singleElement().satisfies(change -> {
            assertThat(change.level()).isEqualTo(80);
            assertThat(change).hasToString("80 % of the TCP local ports of service TCP 10.0.0.100:80 are in use or "
                + "rest: give it more localAddresses");
        });
        assertThat(at(94)).isEmpty();
        assertThat(at(95)).singleElement().hasToString("95 % of the TCP local ports of service TCP 10.0.0.100:80 are "
            + "in use or rest, and soon it will refuse connections: give it more localAddresses");
        assertThat(at(91)).isEmpty();
        assertThat(at(89)).extracting(LocalPortAlarm.Change::level).containsExactly(80);
        assertThat(at(76)).isEmpty();
        assertThat(at(74)).singleElement().hasToString("74 % of the TCP local ports of service TCP 10.0.0.100:80 are "
            + "in use or rest: enough are free again");
        assertThat(at(74)).isEmpty();
    }

    @Test
    void shouldGoByTheWorkerThatHasTheLeastLeft() {
        for (int i = 0; i < 96; i++) {
            other.take(0);
        }
        assertThat(at(0)).extracting(LocalPortAlarm.Change::percent).containsExactly(96);
    }

    @Test
    void shouldCountPortsThatRest() {
        for (int i = 0; i < 85; i++) {
            other.put(other.take(0), 0, 0);
        }
        assertThat(at(0)).extracting(LocalPortAlarm.Change::percent).containsExactly(85);
    }

    /** Looks when so many ports of the first worker are used. */
    private List<LocalPortAlarm.Change> at(final int used) {
        while (taken.size() < used) {
            taken.add(one.take(0));
        }
        while (taken.size() > used) {
            one.put(taken.remove(), Integer.MAX_VALUE, 0);
        }
        final LocalPortCatalogue.Address address =
            new LocalPortCatalogue.Address(IpAddress.parse("192.0.2.1"), PortKind.TCP, List.of(one, other));
        final List<LocalPortAlarm.Change> changes = new ArrayList<>();
        alarm.look(new LocalPortCatalogue(List.of(address),
            List.of(new LocalPortCatalogue.Pool("TCP 10.0.0.100:80", PortKind.TCP, List.of(address)))), changes::add);
        return changes;
    }
}
