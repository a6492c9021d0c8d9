/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.worker.Guesses;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class CompilerWatchTest {
    private final List<String> alarms = new CopyOnWriteArrayList<>();
    private final CompilerWatch watch = new CompilerWatch(alarms::add);

    private static void onWorker(final Runnable body) throws InterruptedException {
        final Thread worker = Thread.ofPlatform().name("worker-7").start(body);
        worker.join();
    }

    @Test
    void shouldTellWhatWorkersHaveToLeaveOnceTheyAreReady() throws InterruptedException {
        watch.ready();
        onWorker(Guesses::sum);
        watch.close();
        assertThat(watch.deoptimizations()).isPositive().isEqualTo(alarms.size());
        assertThat(alarms.getFirst()).startsWith("worker-7 left compiled code of director.dataplane.worker.Guesses.");
        assertThat(watch.compilations()).isPositive();
        assertThat(watch.compiledMethods()).contains("director.dataplane.worker.Guesses.add");
    }

    /** Waits until the compiler has done what it was asked for. */
    private static void awaitQuiet() throws InterruptedException {
        final CompilerThreads compilers = new CompilerThreads();
        long busyNs;
        do {
            busyNs = compilers.busyNs();
            Thread.sleep(50);
        } while (compilers.busyNs() != busyNs);
    }

    @Test
    void shouldTakeWhatHappensBeforeForWarmUp() throws InterruptedException {
        onWorker(Guesses::product);
        awaitQuiet();
        watch.ready();
        watch.close();
        assertThat(watch.deoptimizations() + watch.compilations()).isZero();
        assertThat(alarms).isEmpty();
    }
}
