/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.TxQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Passes bursts on to a device and, when asked, keeps copies of the IPv4 frames among them. */
final class SamplingTxQueue implements TxQueue {
    private final TxQueue device;
    private volatile @Nullable Sample sample;

    SamplingTxQueue(final TxQueue device) {
        this.device = device;
    }

    @Override
    public int burst(final long mbufArray, final int count) {
        final Sample wanted = sample;
        if (wanted != null && wanted.take(mbufArray, count)) {
            sample = null;
        }
        return device.burst(mbufArray, count);
    }

    /** The next frames that are transmitted; fewer if they do not come in time. From any thread but the worker's. */
    List<byte[]> next(final int count, final long timeoutMs) throws InterruptedException {
        final Sample wanted = new Sample(count);
        sample = wanted;
        final boolean complete = wanted.done.await(timeoutMs, TimeUnit.MILLISECONDS);
        return complete ? wanted.frames : List.of();
    }

    /** Copies of frames, until there are enough. */
    private static final class Sample {
        private final int wanted;
        private final List<byte[]> frames;
        private final CountDownLatch done = new CountDownLatch(1);

        Sample(final int wanted) {
            this.wanted = wanted;
            this.frames = new ArrayList<>(wanted);
        }

        /** Answers whether that was the last. */
        boolean take(final long mbufArray, final int count) {
            for (int i = 0; i < count && frames.size() < wanted; i++) {
                final long mbuf = NativeMemory.int64(mbufArray + (long) i * Long.BYTES);
                final long data = Mbuf.data(mbuf);
                if (NativeMemory.uint16Be(data + Frames.ETHER_TYPE) == Frames.TYPE_IPV4) {
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
