/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.testkit.CountingMemory;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrafficMeterTest {
    private final CountingMemory memory = new CountingMemory();
    private final DestinationCounters one = new DestinationCounters(memory, 3);
    private final DestinationCounters other = new DestinationCounters(memory, 3);
    private final SummedLoad load = new SummedLoad(List.of(one, other), new Thresholds(3));
    private final TrafficMeter meter = new TrafficMeter(load);

    @AfterEach
    void shouldHaveFreedEverything() {
        one.close();
        other.close();
        assertThat(memory.taken()).isZero();
    }

    @Test
    void shouldCountFromTheMomentWhenANumberJoins() {
        count(one, 1, 10);
        meter.join(1);
        assertThat(meter.totals()).isEqualTo(Totals.ZERO);
        count(one, 1, 3);
        count(other, 1, 4);
        count(other, 2, 100);
        assertThat(meter.totals()).isEqualTo(counted(7));
    }

    @Test
    void shouldKeepWhatANumberThatLeftHadCountedAndNoMore() {
        meter.join(1);
        meter.join(2);
        count(one, 1, 5);
        count(other, 2, 6);
        meter.leave(1);
        assertThat(meter.totals()).isEqualTo(counted(11));
        count(one, 1, 50);
        count(one, 2, 1);
        assertThat(meter.totals()).isEqualTo(counted(12));
        meter.join(1);
        count(one, 1, 2);
        assertThat(meter.totals()).isEqualTo(counted(14));
    }

    @Test
    void shouldStartAnewAtZeroAndLeaveTheCountersOfWorkersAlone() {
        meter.join(1);
        meter.join(2);
        count(one, 1, 5);
        meter.tick();
        assertThat(meter.rates()).isNotEqualTo(Totals.ZERO);
        meter.zero();
        assertThat(meter.totals()).isEqualTo(Totals.ZERO);
        assertThat(meter.rates()).isEqualTo(Totals.ZERO);
        count(one, 2, 3);
        meter.leave(1);
        assertThat(meter.totals()).isEqualTo(counted(3));
        assertThat(one.packetsIn(1)).isEqualTo(5);
    }

    @Test
    void shouldNotTakeLossOrZeroForTraffic() {
        meter.join(1);
        for (int i = 0; i < 60; i++) {
            meter.tick();
        }
        count(one, 1, 800);
        meter.tick();
        assertThat(meter.rates().packetsIn()).isEqualTo(100);
        meter.leave(1);
        meter.tick();
        assertThat(meter.rates().packetsIn()).isEqualTo(75);
        meter.zero();
        meter.tick();
        assertThat(meter.rates()).isEqualTo(Totals.ZERO);
    }

    private static Totals counted(final long times) {
        return new Totals(times, times, times, 40 * times, 60 * times);
    }

    private static void count(final DestinationCounters worker, final int number, final int times) {
        for (int i = 0; i < times; i++) {
            worker.connectionOpened(number);
            worker.packetIn(number, 40);
            worker.packetOut(number, 60);
        }
    }
}
