/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.TxQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Passes bursts on to a device and, when asked, keeps copies of the frames among them that are not about neighbours.
 * {@link #burst} is called by the worker's thread.
 */
public final class SamplingTxQueue implements TxQueue {
    private final TxQueue device;
    private volatile @Nullable Watcher watcher;

    /**
     * A queue that keeps nothing yet.
     *
     * @param device where bursts go.
     */
    public SamplingTxQueue(final TxQueue device) {
        this.device = device;
    }

    @Override
    public int burst(final long mbufArray, final int count) {
        final Watcher watching = watcher;
        if (watching != null && watching.watch(mbufArray, count)) {
            watcher = null;
        }
        return device.burst(mbufArray, count);
    }

    /**
     * Has bursts shown to somebody, in place of whom they were shown to before.
     *
     * @param who is called by the worker's thread.
     */
    public void show(final Watcher who) {
        watcher = who;
    }

    /**
     * Has the next frames kept. From any thread but the worker's.
     *
     * @param count how many.
     * @return waits for them.
     */
    public Sample order(final int count) {
        final Sample wanted = new Sample(count);
        show(wanted);
        return wanted;
    }

    /** Whether a frame is not about neighbours. */
    static boolean isTraffic(final long frame) {
        return switch (NativeMemory.uint16Be(frame + Frames.ETHER_TYPE)) {
            case Tag.TYPE -> isTraffic(frame + Tag.LENGTH);
            case Frames.TYPE_IPV4 -> true;
            case Frames.TYPE_IPV6 -> NativeMemory.uint8(frame + Frames.NEXT_HEADER) != Frames.ICMPV6;
            default -> false;
        };
    }

    /** Looks at bursts before they are passed on. */
    @FunctionalInterface
    public interface Watcher {
        /**
         * Looks at a burst. From the worker's thread.
         *
         * @param mbufArray address of an array of pointers to mbufs, which are to stay as they are.
         * @param count     how many there are.
         * @return true if no other burst is to be shown.
         */
        boolean watch(long mbufArray, int count);
    }

    /** Copies of frames, until there are enough. */
    public static final class Sample implements Watcher {
        private final int wanted;
        private final List<byte[]> frames;
        private final CountDownLatch done = new CountDownLatch(1);

        private Sample(final int wanted) {
            this.wanted = wanted;
            this.frames = new ArrayList<>(wanted);
        }

        /**
         * Waits for the frames. From any thread but the worker's.
         *
         * @param timeoutMs how long, in milliseconds.
         * @return the frames, none if they did not all come in time.
         * @throws InterruptedException if the thread was interrupted.
         */
        public List<byte[]> await(final long timeoutMs) throws InterruptedException {
            return done.await(timeoutMs, TimeUnit.MILLISECONDS) ? frames : List.of();
        }

        @Override
        public boolean watch(final long mbufArray, final int count) {
            for (int i = 0; i < count && frames.size() < wanted; i++) {
                final long mbuf = NativeMemory.int64(mbufArray + (long) i * Long.BYTES);
                final long data = Mbuf.data(mbuf);
                if (isTraffic(data)) {
                    frames.add(NativeMemory.bytes(data, Mbuf.dataLength(mbuf)));
                }
            }
            if (frames.size() < wanted) {
                return false;
            }
            done.countDown();
            return true;
        }
    }
}
