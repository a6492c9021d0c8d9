/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bench.throughput.Rounds.Round;
import java.util.function.ToDoubleFunction;

/** What a round tells; rates are millions of packets a second. */
enum Figure {
    /** The director's rate. */
    MPPS("mpps", round -> round.director().mpps()),
    /** testpmd's rate when it swaps MAC addresses. */
    MACSWAP_MPPS("macswapMpps", round -> round.macswap().mpps()),
    /** testpmd's rate when it computes checksums. */
    CSUM_MPPS("csumMpps", round -> round.csum().mpps()),
    /** The director's rate by that of macswap in the same round. */
    RATIO_MACSWAP("ratioMacswap", round -> round.director().mpps() / round.macswap().mpps()),
    /** The director's rate by that of csum in the same round. */
    RATIO_CSUM("ratioCsum", round -> round.director().mpps() / round.csum().mpps()),
    /** As {@link #MPPS}, a second being one that the thread had the processor. */
    CPU_MPPS("mpps", round -> round.director().mppsPerCpuSecond()),
    /** As {@link #MACSWAP_MPPS}, by processor time. */
    CPU_MACSWAP_MPPS("macswapMpps", round -> round.macswap().mppsPerCpuSecond()),
    /** As {@link #CSUM_MPPS}, by processor time. */
    CPU_CSUM_MPPS("csumMpps", round -> round.csum().mppsPerCpuSecond()),
    /** As {@link #RATIO_MACSWAP}, by processor time. */
    CPU_RATIO_MACSWAP("ratioMacswap",
        round -> round.director().mppsPerCpuSecond() / round.macswap().mppsPerCpuSecond()),
    /** As {@link #RATIO_CSUM}, by processor time. */
    CPU_RATIO_CSUM("ratioCsum",
        round -> round.director().mppsPerCpuSecond() / round.csum().mppsPerCpuSecond());

    private final String key;
    /** None keeps anything. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final ToDoubleFunction<Round> value;

    Figure(final String key, final ToDoubleFunction<Round> value) {
        this.key = key;
        this.value = value;
    }

    /** Its name in JSON. */
    String key() {
        return key;
    }

    /** Whether its seconds are those of the thread's processor time. */
    boolean perCpuSecond() {
        return compareTo(CPU_MPPS) >= 0;
    }

    double of(final Round round) {
        return value.applyAsDouble(round);
    }
}
