/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.replay.EmittedPacket;
import director.dataplane.status.WorkerCounter;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A director with several workers, at which packets arrive in turn whoever owns them, does what one with a single
 * worker does: packet by packet, over services of every kind, of both versions of IP, with errors, fragments, damaged
 * packets and time. Only numbers that are drawn may differ, and next hops after somebody has lied about a neighbour
 * that not all workers knew.
 */
class SeveralWorkersTest {
    private static final int PACKETS = 10_000;

    @ParameterizedTest
    @CsvSource({"2, 1", "2, 2", "3, 3", "5, 4", "16, 5"})
    void shouldDoWhatOneWorkerDoes(final int workers, final int first) {
        final long seed = LongStream.iterate(first * 100L, each -> each + 1)
            .filter(each -> new SplittableRandom(each).nextInt(4) != 0).findFirst().orElseThrow();
        final Traffic traffic = new Traffic(new SplittableRandom(seed));
        try (Trial one = new Trial(seed, 1); Trial several = new Trial(seed, workers)) {
            for (int i = 0; i < PACKETS; i++) {
                final List<Arrival> arrival = List.of(traffic.next());
                final List<EmittedPacket> sent = one.play(arrival);
                assertThat(words(several.play(arrival))).as("packet " + i + " of seed " + seed + ": " + arrival)
                    .isEqualTo(words(sent));
                sent.forEach(packet -> traffic.sent(packet.side(), packet.bytes()));
            }
            assertThat(several.connections()).hasSizeGreaterThan(20)
                .containsExactlyInAnyOrderElementsOf(one.connections());
            one.finish();
            several.finish();
            assertThat(several.reasons()).isEqualTo(one.reasons());
            assertThat(several.count(WorkerCounter.HANDED_OVER)).isGreaterThan(PACKETS / 4)
                .isEqualTo(several.count(WorkerCounter.TAKEN_OVER));
            assertThat(one.count(WorkerCounter.HANDED_OVER)).isZero();
        }
    }

    private static List<String> words(final List<EmittedPacket> packets) {
        return packets.stream().map(packet -> packet.side() + " "
            + HexFormat.of().formatHex(withoutDrawn(packet.bytes()))).sorted().toList();
    }

    /** Identifications of IPv4, and what their checksums become; those of fragments of IPv6; and these in a quote. */
    private static byte[] withoutDrawn(final byte[] ip) {
        final byte[] same = ip.clone();
        hide(same, 0);
        return same;
    }

    private static void hide(final byte[] ip, final int at) {
        if (ip.length >= at + 20 && Wire.get8(ip, at) >> 4 == 4) {
            Wire.put16(ip, at + 4, 0);
            Wire.put16(ip, at + 10, 0);
        } else if (ip.length >= at + 48 && Wire.get8(ip, at + 6) == 44) {
            Wire.put16(ip, at + 44, 0);
            Wire.put16(ip, at + 46, 0);
        }
    }
}
