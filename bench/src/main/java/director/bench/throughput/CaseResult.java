/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bench.throughput.Rounds.Round;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The figures of a case.
 *
 * @param measured what was measured.
 * @param rounds   at least one.
 */
record CaseResult(Case measured, List<Round> rounds) {
    /** Keeps a copy of the list. */
    CaseResult {
        rounds = List.copyOf(rounds);
    }

    double mpps() {
        return median(round -> round.director().mpps());
    }

    double macswapMpps() {
        return median(round -> round.macswap().mpps());
    }

    double csumMpps() {
        return median(round -> round.csum().mpps());
    }

    double ratioMacswap() {
        return median(round -> round.director().mpps() / round.macswap().mpps());
    }

    double ratioCsum() {
        return median(round -> round.director().mpps() / round.csum().mpps());
    }

    double mppsPerCpuSecond() {
        return median(round -> round.director().mppsPerCpuSecond());
    }

    double macswapMppsPerCpuSecond() {
        return median(round -> round.macswap().mppsPerCpuSecond());
    }

    double csumMppsPerCpuSecond() {
        return median(round -> round.csum().mppsPerCpuSecond());
    }

    double ratioMacswapPerCpuSecond() {
        return median(round -> round.director().mppsPerCpuSecond() / round.macswap().mppsPerCpuSecond());
    }

    double ratioCsumPerCpuSecond() {
        return median(round -> round.director().mppsPerCpuSecond() / round.csum().mppsPerCpuSecond());
    }

    /** Of all rounds the most: one that allocates is one too many. */
    double bytesAllocatedPerPacket() {
        return rounds.stream().mapToDouble(round -> round.director().bytesAllocatedPerPacket()).max().orElseThrow();
    }

    /** Of all rounds together. */
    Map<String, Long> drops() {
        final Map<String, Long> sum = new TreeMap<>();
        for (final Round round : rounds) {
            round.director().drops().forEach((reason, count) -> sum.merge(reason, count, Long::sum));
        }
        return sum;
    }

    private double median(final ToDoubleFunction<Round> value) {
        return Median.of(rounds, value);
    }
}
