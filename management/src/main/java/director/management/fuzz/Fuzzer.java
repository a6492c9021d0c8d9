/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import director.dataplane.replay.EmittedPacket;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * Sends wrong packets through directors, each of which gets a part of them and starts empty. Every part has a seed of
 * its own, so that what goes wrong can be repeated without all that was before.
 */
public final class Fuzzer {
    private static final int PACKETS_A_DIRECTOR = 20_000;
    private static final int LARGEST_SLICE = 64;

    private final Set<DropReason> reasons = EnumSet.noneOf(DropReason.class);
    private long packets;
    private long emitted;
    private long fast;

    /** Before the first packet. */
    public Fuzzer() {
        // Nothing to prepare.
    }

    /**
     * Cuts every sample at every byte, with lengths that tell the truth and with such that do not.
     *
     * @throws FuzzException when something went wrong.
     */
    public void truncate() {
        final List<Arrival> arrivals = Truncations.all();
        packets += arrivals.size();
        final long seed = 0;
        try (Trial trial = new Trial(seed)) {
            for (final Arrival arrival : arrivals) {
                trial.play(List.of(arrival));
            }
            conclude(trial);
        } catch (final RuntimeException | AssertionError e) {
            throw failure(seed, arrivals, e);
        }
    }

    /**
     * Sends packets.
     *
     * @param first    seed of the first director; the others have those that follow.
     * @param count    how many packets, rounded up to a whole slice.
     * @param progress is told now and then how many were sent.
     * @throws FuzzException when something went wrong.
     */
    public void run(final long first, final long count, final LongConsumer progress) {
        final long end = packets + count;
        for (long seed = first; packets < end; seed++) {
            part(seed, (int) Math.min(PACKETS_A_DIRECTOR, end - packets));
            progress.accept(packets);
        }
    }

    private void part(final long seed, final int count) {
        final List<Arrival> arrivals = new ArrayList<>(count);
        try (Trial trial = new Trial(seed)) {
            final SplittableRandom random = new SplittableRandom(seed);
            final Traffic traffic = new Traffic(random);
            while (arrivals.size() < count) {
                final int from = arrivals.size();
                for (int left = random.nextInt(1, LARGEST_SLICE + 1); left > 0; left--) {
                    arrivals.add(traffic.next());
                }
                for (final EmittedPacket packet : trial.play(arrivals.subList(from, arrivals.size()))) {
                    traffic.sent(packet.side(), packet.bytes());
                }
            }
            conclude(trial);
        } catch (final RuntimeException | AssertionError e) {
            throw failure(seed, arrivals, e);
        }
        packets += arrivals.size();
    }

    private void conclude(final Trial trial) {
        trial.finish();
        emitted += trial.emitted();
        fast += trial.count(WorkerCounter.FAST_PATH) + trial.count(WorkerCounter.FAST_OPENINGS);
        reasons.addAll(trial.reasons());
    }

    private static FuzzException failure(final long seed, final List<Arrival> arrivals, final Throwable cause) {
        return new FuzzException(seed, Reduction.ofDirector(seed).reduce(List.copyOf(arrivals)), cause);
    }

    /**
     * How many packets arrived.
     *
     * @return at least 0.
     */
    public long packets() {
        return packets;
    }

    /**
     * How many packets the directors sent.
     *
     * @return at least 0.
     */
    public long emitted() {
        return emitted;
    }

    /**
     * How many packets took the fast path.
     *
     * @return at least 0.
     */
    public long fast() {
        return fast;
    }

    /**
     * Why packets were dropped.
     *
     * @return every reason there was.
     */
    public Set<DropReason> reasons() {
        return Set.copyOf(reasons);
    }
}
