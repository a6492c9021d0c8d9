/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(WithDpdk.class)
class LcoreThreadTest {
    private final Eal eal;

    LcoreThreadTest(final Eal eal) {
        this.eal = eal;
    }

    @Test
    void shouldPinTheCallingThreadAndNoOther() throws InterruptedException, ExecutionException {
        final BitSet before = LcoreThread.affinity();
        final int core = before.length() - 1;
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            final BitSet pinned = thread.submit(() -> {
                LcoreThread.pin(core);
                return LcoreThread.affinity();
            }).get();
            assertThat(pinned.stream()).containsExactly(core);
        }
        assertThat(LcoreThread.affinity()).isEqualTo(before);
    }

    @Test
    void shouldLeaveTheAffinityAloneThatDpdkNarrows() throws IOException {
        assertThat(eal.mainCore()).isZero();
        // This file speaks of the first thread of the process, which DPDK never sees.
        final String allowed = Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("Cpus_allowed_list:")).findFirst().orElseThrow();
        assertThat(LcoreThread.affinity()).isEqualTo(CpuSet.parse(allowed.substring(allowed.indexOf(':') + 1).trim()));
    }

    @Test
    void shouldNameTheCoresThereAreWhenOneDoesNotExist() {
        assertThatThrownBy(() -> LcoreThread.pin(4000)).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("core 4000 does not exist; there are " + CpuSet.format(LcoreThread.onlineCores()));
    }

    @Test
    void shouldGiveTwoThreadsDifferentNumbersAndReuseThem() throws InterruptedException, ExecutionException {
        try (ExecutorService one = Executors.newSingleThreadExecutor();
            ExecutorService two = Executors.newSingleThreadExecutor()) {
            final int first = one.submit(LcoreThread::register).get();
            assertThat(two.submit(LcoreThread::register).get()).isNotEqualTo(first);
            two.submit(LcoreThread::unregister).get();
            one.submit(LcoreThread::unregister).get();
            assertThat(two.submit(LcoreThread::register).get()).isEqualTo(first);
            two.submit(LcoreThread::unregister).get();
        }
    }

    @Test
    void shouldRefuseAVirtualThread() throws InterruptedException {
        final Throwable[] thrown = new Throwable[1];
        Thread.ofVirtual().start(() -> {
            try {
                LcoreThread.register();
            } catch (final IllegalStateException e) {
                thrown[0] = e;
            }
        }).join();
        assertThat(thrown[0]).hasMessage("a virtual thread cannot be an lcore");
    }
}
