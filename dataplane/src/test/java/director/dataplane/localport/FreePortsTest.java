/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.localport;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.time.Ticks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    private static final int DELAY_SECONDS = 60;
    /** The last moment, in ticks after it was put back, at which a port may not have rested for the delay. */
    private static final int DELAY_TICKS = Ticks.of(DELAY_SECONDS * 1_000_000_000L) + 1;

    private final FreePorts free = new FreePorts(ports(4), DELAY_SECONDS);

    @Test
    void shouldTakePortsInTheirOrderAndNoneTwice() {
        assertThat(takeAll(free, 0)).containsExactly(1, 2, 3, 4);
        assertThat(free.take(0)).isEqualTo(FreePorts.NONE);
        assertThat(free.used()).isEqualTo(4);
    }

    @Test
    void shouldTakeLastWhatWasPutBackLast() {
        free.take(0);
        free.put(1, DELAY_TICKS + 1, 0);
        assertThat(takeAll(free, 0)).containsExactly(2, 3, 4, 1);
    }

    @Test
    void shouldLetAPortRestForAllOfTheDelay() {
        takeAll(free, 0);
        free.put(3, 0, 100);
        assertThat(free.resting()).isOne();
        for (int tick = 100; tick <= 100 + DELAY_TICKS; tick++) {
            assertThat(free.take(tick)).as("tick %d", tick).isEqualTo(FreePorts.NONE);
        }
        assertThat(free.take(100 + DELAY_TICKS + 1)).isEqualTo(3);
        assertThat(free.resting()).isZero();
    }

    @Test
    void shouldLetAPortRestThatWasIdleForAMomentTooShort() {
        takeAll(free, 0);
        free.put(1, DELAY_TICKS, 100);
        free.put(2, DELAY_TICKS + 1, 100);
        assertThat(free.take(100)).isEqualTo(2);
        assertThat(free.take(100)).isEqualTo(FreePorts.NONE);
    }

    @Test
    void shouldNotLetADatagramsPortRest() {
        final FreePorts datagrams = new FreePorts(ports(1), 0);
        datagrams.take(0);
        datagrams.put(1, 0, 0);
        assertThat(datagrams.take(0)).isEqualTo(1);
    }

    @Test
    void shouldSettleAFewAtATimeWithoutBeingAskedForAny() {
        takeAll(free, 0);
        for (int port = 1; port <= 4; port++) {
            free.put(port, 0, 0);
        }
        assertThat(free.settle(DELAY_TICKS, 3)).isZero();
        assertThat(free.settle(DELAY_TICKS + 1, 3)).isEqualTo(3);
        assertThat(free.resting()).isOne();
        assertThat(free.used()).isZero();
        assertThat(takeAll(free, DELAY_TICKS + 1)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void shouldHaveNoPortOfAnEmptyRange() {
        final FreePorts none = new FreePorts(ports(0), DELAY_SECONDS);
        assertThat(none.take(0)).isEqualTo(FreePorts.NONE);
        assertThat(none.size()).isZero();
    }

    /** Whatever comes and goes: nothing twice at a time, nothing too soon, and little later than it has rested. */
    @Test
    void shouldNeitherLoseNorHurryAPortOverAMillionConnections() {
        final SplittableRandom random = new SplittableRandom(7);
        final int count = 3_000;
        final FreePorts many = new FreePorts(ports(count), DELAY_SECONDS);
        final BitSet inUse = new BitSet();
        final int[] restsUntil = new int[count + 1];
        final ArrayDeque<Integer> open = new ArrayDeque<>();
        int tick = Integer.MAX_VALUE - 500_000;
        int opened = 0;
        while (opened < 1_000_000) {
            tick += random.nextInt(3);
            if (random.nextInt(100) < 60) {
                final int port = many.take(tick);
                if (port != FreePorts.NONE) {
                    opened++;
                    assertThat(inUse.get(port)).as("port %d twice", port).isFalse();
                    assertThat(tick - restsUntil[port]).as("port %d too soon", port).isNotNegative();
                    inUse.set(port);
                    open.add(port);
                }
            } else if (!open.isEmpty()) {
                final int port = random.nextBoolean() ? open.pollFirst() : open.pollLast();
                final int idle = random.nextInt(10) == 0 ? 0 : DELAY_TICKS + 1;
                inUse.clear(port);
                restsUntil[port] = tick + (idle == 0 ? DELAY_TICKS + 1 : 0);
                many.put(port, idle, tick);
            }
            assertThat(many.used()).isEqualTo(open.size());
        }
        for (final int port : open) {
            many.put(port, 0, tick);
        }
        assertThat(many.used()).isZero();
        // A thirty-second part of the delay is how exactly it is kept.
        final List<Integer> all = takeAll(many, tick + DELAY_TICKS + DELAY_TICKS / 32 + 1);
        assertThat(all).hasSize(count).doesNotHaveDuplicates();
    }

    static char[] ports(final int count) {
        final char[] ports = new char[count];
        for (int i = 0; i < count; i++) {
            ports[i] = (char) (i + 1);
        }
        return ports;
    }

    private static List<Integer> takeAll(final FreePorts free, final int tick) {
        final List<Integer> taken = new ArrayList<>();
        for (int port = free.take(tick); port != FreePorts.NONE; port = free.take(tick)) {
            taken.add(port);
        }
        return taken;
    }
}
