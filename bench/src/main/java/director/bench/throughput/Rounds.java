/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bench.rig.Measurement;
import director.bench.support.BenchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Lets contenders take turns, so that each figure of the director has those of testpmd right before and right after it:
 * {@code m c | d m c | d m c | d m c}. When before and after differ by more than a limit, the round is measured again.
 */
final class Rounds {
    private static final int RETRIES_PER_ROUND = 3;
    private static final double PERCENT = 100;

    private final Supplier<Measurement> director;
    private final Supplier<Measurement> macswap;
    private final Supplier<Measurement> csum;
    private final double maxDriftPercent;
    private final Consumer<String> progress;

    /**
     * A competition.
     *
     * @param maxDriftPercent by how much testpmd's figures before and after may differ.
     * @param progress        told what happens.
     */
    Rounds(
        final Supplier<Measurement> director,
        final Supplier<Measurement> macswap,
        final Supplier<Measurement> csum,
        final double maxDriftPercent,
        final Consumer<String> progress) {
        this.director = director;
        this.macswap = macswap;
        this.csum = csum;
        this.maxDriftPercent = maxDriftPercent;
        this.progress = progress;
    }

    /**
     * One turn of all.
     *
     * @param director what the director did.
     * @param macswap  what testpmd did that only swaps MAC addresses.
     * @param csum     what testpmd did that computes checksums.
     */
    record Round(Measurement director, Measurement macswap, Measurement csum) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "director %.2f Mpps, macswap %.2f, csum %.2f",
                director.mpps(), macswap.mpps(), csum.mpps());
        }
    }

    /**
     * Measures.
     *
     * @throws BenchException if the machine was never quiet enough.
     */
    List<Round> run(final int count) {
        final List<Round> rounds = new ArrayList<>();
        Measurement macswapBefore = macswap.get();
        Measurement csumBefore = csum.get();
        int retries = 0;
        while (rounds.size() < count) {
            final Round round = new Round(director.get(), macswap.get(), csum.get());
            final double drift =
                Math.max(drift(macswapBefore, round.macswap), drift(csumBefore, round.csum));
            macswapBefore = round.macswap;
            csumBefore = round.csum;
            if (drift <= maxDriftPercent) {
                rounds.add(round);
                progress.accept("round " + rounds.size() + ": " + round);
            } else if (retries < count * RETRIES_PER_ROUND) {
                retries++;
                progress.accept(String.format(Locale.ROOT,
                    "measured again: testpmd before and after differ by %.0f %%: %s", drift, round));
            } else {
                throw BenchException.failed(String.format(Locale.ROOT, "testpmd before and after differed by more than "
                    + "%.0f %% in %d rounds, at last by %.0f %%: the machine is too busy for a figure",
                    maxDriftPercent, retries + 1, drift));
            }
        }
        return rounds;
    }

    private static double drift(final Measurement before, final Measurement after) {
        return PERCENT * Math.abs(after.mpps() - before.mpps()) / Math.max(after.mpps(), before.mpps());
    }
}
