/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.ManagedDirector;
import director.dataplane.replay.ReplayDirector;
import director.dataplane.replay.ReplayNetwork;
import director.dataplane.replay.Side;
import director.schedulers.SchedulerRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A director in memory that runs by itself, as one with ports does: a thread of its own lets it do its work. */
public final class LiveDirector implements AutoCloseable {
    private static final int FRAME_HEADER = 20;

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private final ReplayDirector director;
    private volatile boolean stopped;

    public LiveDirector() {
        this(65_536);
    }

    public LiveDirector(final int maxConnections) {
        director = new ReplayDirector(SchedulerRegistry.load(), ReplayNetwork.STANDARD, maxConnections);
        thread = Thread.ofPlatform().name("live-director").start(this::run);
    }

    public ManagedDirector managed() {
        return director;
    }

    /** Does something on the director's thread, and waits for it. */
    public void with(final Consumer<ReplayDirector> task) {
        final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        tasks.add(() -> {
            try {
                task.accept(director);
                done.complete(null);
            } catch (final RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        done.join();
    }

    /** Opens a TCP connection from 100.0.0.1, .2 and so on and a port to 10.0.0.100:80. */
    static void open(final ReplayDirector director, final int client, final int port) {
        director.inject(Side.CLIENT, syn(client, port));
        director.takeEmitted();
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        director.close();
    }

    private void run() {
        while (!stopped) {
            final Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
            director.settle();
            LockSupport.parkNanos(20_000);
        }
    }

    /** From 100.x.y.z with the number as its last three bytes. */
    private static byte[] syn(final int client, final int port) {
        final byte[] ip = new byte[FRAME_HEADER + FRAME_HEADER];
        ip[0] = 0x45;
        ip[3] = (byte) ip.length;
        ip[8] = 64;
        ip[9] = 6;
        ip[12] = 100;
        ip[13] = (byte) (client >> 16);
        ip[14] = (byte) (client >> 8);
        ip[15] = (byte) client;
        ip[16] = 10;
        ip[18] = 0;
        ip[19] = 100;
        ip[20] = (byte) (port >> 8);
        ip[21] = (byte) port;
        ip[23] = 80;
        ip[32] = 0x50;
        ip[33] = 0x02;
        checksum(ip, 10, sum(ip, 0, FRAME_HEADER));
        checksum(ip, 36, sum(ip, FRAME_HEADER, FRAME_HEADER) + sum(ip, 12, 8) + 6 + FRAME_HEADER);
        return ip;
    }

    private static int sum(final byte[] bytes, final int from, final int length) {
        int sum = 0;
        for (int i = from; i < from + length; i += 2) {
            sum += (bytes[i] & 0xFF) << 8 | (bytes[i + 1] & 0xFF);
        }
        return sum;
    }

    private static void checksum(final byte[] bytes, final int at, final int sum) {
        int folded = (sum & 0xFFFF) + (sum >> 16);
        folded = (folded & 0xFFFF) + (folded >> 16);
        bytes[at] = (byte) (~folded >> 8);
        bytes[at + 1] = (byte) ~folded;
    }
}
