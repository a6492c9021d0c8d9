/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.Mbuf;
import director.dataplane.port.TxBuffer;
import director.dataplane.port.WorkerPort;
import director.dataplane.status.WorkerCounters;
import director.dataplane.testkit.CountingMemory;
import director.dataplane.testkit.FakePort;
import director.dataplane.testkit.GuardedPool;
import director.dataplane.testkit.ManualClock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinkWatchTest {
    private final CountingMemory memory = new CountingMemory();
    private final GuardedPool pool = new GuardedPool(1, Mbuf.HEADROOM + 64);
    private final WorkerCounters counters = new WorkerCounters(memory);
    private final FakePort wire = new FakePort(pool);
    private final TxBuffer buffer = new TxBuffer(wire.txQueue(), 1, pool, counters);
    private final WorkerPort port = new WorkerPort(0, 1, 1_500, wire.rxQueue(), buffer);
    private final ManualClock clock = new ManualClock(1);
    private boolean up;
    private int asked;
    private final LinkWatch watch =
        new LinkWatch(List.of(new LinkWatch.Link(List.of(port.link()), "client", this::isUp)), clock);

    @AfterEach
    void close() {
        buffer.close();
        counters.close();
        pool.close();
    }

    @Test
    void shouldTellOfALinkThatComesUpWheneverItDoes() {
        pass();
        assertThat(port.link().ups()).isZero();
        up = true;
        pass();
        pass();
        assertThat(port.link().ups()).isEqualTo(1);
        up = false;
        pass();
        assertThat(port.link().isUp()).isFalse();
        up = true;
        pass();
        assertThat(port.link().ups()).isEqualTo(2);
        assertThat(port.link().isUp()).isTrue();
    }

    /** What was announced at the start has been heard. */
    @Test
    void shouldNotTellOfALinkThatWasUpFromTheBeginning() {
        up = true;
        pass();
        pass();
        assertThat(port.link().ups()).isZero();
    }

    @Test
    void shouldAskFiveTimesASecondHoweverOftenItIsRun() {
        for (int i = 0; i < 1_000; i++) {
            watch.doWork();
            clock.advanceMillis(1);
        }
        assertThat(asked).isEqualTo(5);
    }

    private void pass() {
        watch.doWork();
        clock.advanceMillis(LinkWatch.INTERVAL_NS / 1_000_000);
    }

    private boolean isUp() {
        asked++;
        return up;
    }
}
