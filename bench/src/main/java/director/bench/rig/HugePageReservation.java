/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.bench.support.BenchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Huge pages of 2 MiB: as many as a measurement takes, and on closing as many fewer again. From one thread, but for
 * {@link #close}.
 */
public final class HugePageReservation implements AutoCloseable {
    private static final int PAGE_KB = 2_048;
    private static final int KB_PER_MB = 1_024;
    /** What stays free beside the huge pages: JVMs and the rest of the machine. */
    private static final int KEPT_FREE_KB = 2 * KB_PER_MB * KB_PER_MB;
    private static final int ATTEMPTS = 5;
    /** More than any number has. */
    private static final int DIGITS = 32;
    private static final Path PROC = Path.of("/proc");

    private final Path meminfo;
    private final Path number;
    private final Thread restore = new Thread(this::restore);
    private long added;

    /** Of this machine, none reserved yet. */
    public HugePageReservation() {
        this(PROC);
    }

    HugePageReservation(final Path proc) {
        meminfo = proc.resolve("meminfo");
        number = proc.resolve("sys/vm/nr_hugepages");
        Runtime.getRuntime().addShutdownHook(restore);
    }

    /**
     * Sees to it that so much is free.
     *
     * @param megabytes what is needed.
     * @throws BenchException naming the command to run if it is not, and cannot be made so.
     */
    public void require(final int megabytes) {
        final long wanted = (megabytes * (long) KB_PER_MB + PAGE_KB - 1) / PAGE_KB;
        final long lacking = wanted - freePages();
        if (lacking <= 0) {
            return;
        }
        final long asked = read() + lacking;
        long written = read();
        // Others of this machine may reserve and give back at the same time: what they overwrote is written again.
        for (int attempt = 0; attempt < ATTEMPTS && (attempt == 0 || read() != written)
            && freePages() < wanted && isPossible(wanted - freePages()); attempt++) {
            written = add(wanted - freePages());
        }
        if (freePages() < wanted) {
            throw BenchException.unavailable(String.format("%d MB of huge pages are wanted and %d MB are free: run as "
                + "root, with 2 GB of memory to spare: sysctl vm.nr_hugepages=%d",
                megabytes, freePages() * PAGE_KB / KB_PER_MB, asked));
        }
    }

    private boolean isPossible(final long pages) {
        return Files.isWritable(number) && pageKb() == PAGE_KB && available() >= pages * PAGE_KB + KEPT_FREE_KB;
    }

    /** Answers how many were asked for. */
    private synchronized long add(final long pages) {
        final long before = read();
        write(before + pages);
        added += Math.max(0, read() - before);
        return before + pages;
    }

    /**
     * What is reserved on this machine at the moment, free or not.
     *
     * @return megabytes.
     */
    public long megabytes() {
        return value("HugePages_Total") * pageKb() / KB_PER_MB;
    }

    @Override
    public void close() {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(restore);
        } catch (final IllegalStateException e) {
            // The JVM ends: the hook finds nothing left to do.
            added = 0;
        }
    }

    /** What others have added meanwhile stays. */
    private synchronized void restore() {
        if (added > 0) {
            write(Math.max(0, read() - added));
            added = 0;
        }
    }

    private long freePages() {
        return value("HugePages_Free") - value("HugePages_Rsvd");
    }

    private long available() {
        return value("MemAvailable");
    }

    private long pageKb() {
        return value("Hugepagesize");
    }

    private long value(final String key) {
        try {
            return Files.readAllLines(meminfo).stream()
                .filter(line -> line.startsWith(key + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst().orElse(0);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In one go: what asks a sysctl byte by byte gets no more than the first. */
    private long read() {
        try (InputStream in = Files.newInputStream(number)) {
            return Long.parseLong(new String(in.readNBytes(DIGITS), StandardCharsets.US_ASCII).strip());
        } catch (final IOException e) {
            throw BenchException.unavailable("this kernel has no huge pages: " + e);
        }
    }

    private void write(final long pages) {
        try {
            Files.writeString(number, Long.toString(pages));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
