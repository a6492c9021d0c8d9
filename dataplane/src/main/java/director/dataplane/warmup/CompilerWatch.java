/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingStream;
import org.jspecify.annotations.Nullable;

/**
 * What the compiler does to the packet path once workers run: after a warm-up it should leave it alone. Told by Java
 * Flight Recorder, a second late; see its events {@code jdk.Deoptimization} and {@code jdk.Compilation}. From any
 * thread.
 */
public final class CompilerWatch implements AutoCloseable {
    private static final Pattern WORKER = Pattern.compile("worker-\\d+");
    /** Only these run for packets as long as nothing is configured anew. */
    private static final Pattern PACKET_PATH = Pattern.compile("director\\.(schedulers\\..*|bindings\\..*|dataplane\\."
        + "(answer|connection|fastpath|forward|fragment|header|local|neighbour|port|status|tunnel|worker)\\..*)");
    private static final int NAMES = 20;

    private final RecordingStream stream = new RecordingStream();
    private final Consumer<String> alarm;
    private final AtomicLong deoptimizations = new AtomicLong();
    private final AtomicLong compilations = new AtomicLong();
    private final Set<String> compiled = new TreeSet<>();
    private volatile Instant ready = Instant.MAX;

    /**
     * Begins to watch, but takes all that happens before {@link #ready} for warm-up.
     *
     * @param alarm told of each method of the packet path that a worker had to leave, in words. From a thread of the
     *              recorder's.
     */
    public CompilerWatch(final Consumer<String> alarm) {
        this.alarm = alarm;
        stream.setReuse(true);
        stream.enable("jdk.Deoptimization").withoutStackTrace();
        stream.enable("jdk.Compilation").withoutStackTrace().withThreshold(Duration.ZERO);
        stream.onEvent("jdk.Deoptimization", this::deoptimized);
        stream.onEvent("jdk.Compilation", this::compiled);
        stream.startAsync();
    }

    /** Ends the warm-up. */
    public void ready() {
        ready = Instant.now();
    }

    /**
     * How often a worker had to leave compiled code of the packet path.
     *
     * @return since it is ready; 0 if all is well.
     */
    public long deoptimizations() {
        return deoptimizations.get();
    }

    /**
     * How many methods of the packet path were compiled.
     *
     * @return since it is ready; 0 if all is well.
     */
    public long compilations() {
        return compilations.get();
    }

    /**
     * Names of methods of the packet path that were compiled since it is ready.
     *
     * @return the first of them.
     */
    public Set<String> compiledMethods() {
        synchronized (compiled) {
            return Set.copyOf(compiled);
        }
    }

    private void deoptimized(final RecordedEvent event) {
        final @Nullable RecordedThread thread = event.getThread("eventThread");
        final @Nullable RecordedMethod method = event.getValue("method");
        if (isTooEarly(event) || thread == null || method == null || thread.getJavaName() == null
            || !WORKER.matcher(thread.getJavaName()).matches() || !isOfPacketPath(method)) {
            return;
        }
        deoptimizations.incrementAndGet();
        alarm.accept(thread.getJavaName() + " left compiled code of " + name(method) + ", line "
            + event.getInt("lineNumber") + ": " + event.getString("reason"));
    }

    private void compiled(final RecordedEvent event) {
        final @Nullable RecordedMethod method = event.getValue("method");
        if (isTooEarly(event) || method == null || !isOfPacketPath(method)) {
            return;
        }
        compilations.incrementAndGet();
        synchronized (compiled) {
            if (compiled.size() < NAMES) {
                compiled.add(name(method));
            }
        }
    }

    /** Events come late. */
    private boolean isTooEarly(final RecordedEvent event) {
        return event.getEndTime().isBefore(ready);
    }

    private static boolean isOfPacketPath(final RecordedMethod method) {
        return PACKET_PATH.matcher(method.getType().getName()).matches();
    }

    private static String name(final RecordedMethod method) {
        return method.getType().getName() + "." + method.getName();
    }

    /** Hears what has happened so far, and ends. */
    @Override
    public void close() {
        try {
            stream.stop();
        } catch (final IllegalStateException ended) {
            // A process that is told to end has the recorder end its recordings at the same time.
        } finally {
            stream.close();
        }
    }
}
