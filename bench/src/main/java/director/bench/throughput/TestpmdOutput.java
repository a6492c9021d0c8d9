/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bench.rig.RigSettings;
import director.bench.support.BenchException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What testpmd prints, read. */
final class TestpmdOutput {
    private static final Pattern TX_PACKETS = Pattern.compile("(?m)^ *TX-packets: (\\d+) +TX-errors:");
    private static final Pattern TX_PPS = Pattern.compile("(?m)^ *Tx-pps: +(\\d+)");
    private static final Pattern DROPPED = Pattern.compile("[TR]X-dropped: (\\d+)");
    private static final Pattern BAD_CHECKSUM = Pattern.compile("Bad-(?:ip|l4)csum: (\\d+)");
    private static final String NOTHING_OFFLOADED = "Rx offloads=0x0 Tx offloads=0x0";

    private TestpmdOutput() {
    }

    /** The packets that were transmitted by each {@code show port stats}. */
    static List<Long> transmitted(final String output) {
        return numbers(TX_PACKETS, output);
    }

    /** The packets per second between each {@code show port stats} and the one before. */
    static List<Long> transmittedPerSecond(final String output) {
        return numbers(TX_PPS, output);
    }

    /**
     * Refuses a run that did not do what it is compared with.
     *
     * @param output all that it printed.
     * @param mode   how it was told to forward.
     * @throws BenchException if packets were dropped or had wrong checksums, or the device did a part of the work.
     */
    static void requireSound(final String output, final String mode) {
        final String forwarding = mode + " packet forwarding packets/burst=" + RigSettings.BURST;
        require(output.contains(forwarding), "did not say \"" + forwarding + "\"", output);
        require(output.contains(NOTHING_OFFLOADED), "left work to the device", output);
        require(numbers(DROPPED, output).stream().allMatch(count -> count == 0), "dropped packets", output);
        require(numbers(BAD_CHECKSUM, output).stream().allMatch(count -> count == 0), "found wrong checksums", output);
    }

    private static void require(final boolean holds, final String otherwise, final String output) {
        if (!holds) {
            throw BenchException.failed("testpmd " + otherwise + ":\n" + output);
        }
    }

    private static List<Long> numbers(final Pattern pattern, final String output) {
        final List<Long> numbers = new ArrayList<>();
        final Matcher matcher = pattern.matcher(output);
        while (matcher.find()) {
            numbers.add(Long.valueOf(matcher.group(1)));
        }
        return numbers;
    }
}
