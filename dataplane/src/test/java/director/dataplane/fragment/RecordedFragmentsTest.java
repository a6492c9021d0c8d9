/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fragment;

import static director.dataplane.testkit.Bytes.uint16;
import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.HeapMemory;
import director.bindings.NativeMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fragments that Linux 6.1 put together, forwarded and cut up again. */
class RecordedFragmentsTest {
    private final HeapMemory memory = new HeapMemory();
    private final Reassembly reassembly = new Reassembly(memory, 8, Reassembly.MIN_BYTES, 64, 1);
    private final Fragmenter fragmenter = new Fragmenter();

    @AfterEach
    void close() {
        reassembly.close();
    }

    record Scenario(String name, int mtu, List<byte[]> in, List<byte[]> out) {
        @Override
        public String toString() {
            return name + " mtu " + mtu + ": " + in.size() + " in, " + out.size() + " out";
        }
    }

    static Stream<Scenario> scenarios() {
        final List<Scenario> scenarios = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
            RecordedFragmentsTest.class.getResourceAsStream("recorded.txt"), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                final String[] words = line.split(" ", -1);
                switch (words[0]) {
                    case "scenario" -> scenarios.add(
                        new Scenario(words[1], Integer.parseInt(words[2]), new ArrayList<>(), new ArrayList<>()));
                    case "in" -> scenarios.getLast().in().add(HexFormat.of().parseHex(words[1]));
                    case "out" -> scenarios.getLast().out().add(HexFormat.of().parseHex(words[1]));
                    default -> assertThat(words[0]).isEqualTo("#");
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return scenarios.stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldPutTogetherWhatTheKernelDid(final Scenario scenario) {
        if (!Naive.isFragment(scenario.in().getFirst())) {
            return;
        }
        final byte[] whole = addAll(scenario.in());
        assertThat(whole).isEqualTo(Naive.join(scenario.in()));
        assertThat(reassembly.largestFragment())
            .isEqualTo(scenario.in().stream().mapToInt(each -> each.length).max().orElseThrow());
        final byte[] sent = sent(scenario);
        // Whatever went in front: behind it is the packet that came, or its payload if addresses were translated.
        final int same = whole.length - (scenario.name().contains("nat") ? Naive.headers(whole) + 8
            : scenario.name().contains("remcsum") ? 40 : scenario.name().startsWith("fwd4") ? 12 : 32);
        assertThat(Arrays.copyOfRange(sent, sent.length - same, sent.length))
            .isEqualTo(Arrays.copyOfRange(whole, whole.length - same, whole.length));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldCutWhereTheKernelDid(final Scenario scenario) {
        int largest = 0;
        Cuts cuts = Fragmenter.anywhere();
        final byte[] sent = sent(scenario);
        // A packet of the other version around it forgets in which sizes it came.
        if (Naive.isFragment(scenario.in().getFirst())
            && Naive.isIpv6(sent) == Naive.isIpv6(scenario.in().getFirst())) {
            addAll(scenario.in());
            largest = reassembly.largestFragment();
            cuts = reassembly.cuts();
        }
        final long packet = NativeMemory.allocate(sent.length, 8);
        NativeMemory.bytes(packet, sent);
        final byte[] first = scenario.out().getFirst();
        final boolean needed = Fragmenter.isNeeded(sent.length, scenario.mtu(), largest);
        assertThat(needed).isEqualTo(Naive.isFragment(first));
        if (needed) {
            assertThat(begin(packet, sent, first, scenario.mtu(), largest, cuts)).isTrue();
            assertThat(Naive.all(fragmenter)).usingElementComparator(Arrays::compare)
                .containsExactlyElementsOf(scenario.out());
        }
        NativeMemory.free(packet);
    }

    private boolean begin(final long packet, final byte[] sent, final byte[] first, final int mtu, final int largest,
        final Cuts cuts) {
        if (!Naive.isIpv6(sent)) {
            return fragmenter.beginIpv4(packet, sent.length, Fragmenter.maximumIpv4(mtu, largest), false);
        }
        final int identification = uint16(first, 44) << 16 | uint16(first, 46);
        return fragmenter.beginIpv6(
            packet, sent.length, Fragmenter.maximumIpv6(mtu, largest), identification, cuts);
    }

    private static byte[] sent(final Scenario scenario) {
        return Naive.isFragment(scenario.out().getFirst()) ? Naive.join(scenario.out()) : scenario.out().getFirst();
    }

    private byte[] addAll(final List<byte[]> fragments) {
        long verdict = Reassembly.KEPT;
        for (final byte[] fragment : fragments) {
            assertThat(verdict).isEqualTo(Reassembly.KEPT);
            final long address = NativeMemory.allocate(fragment.length, 8);
            NativeMemory.bytes(address, fragment);
            verdict = reassembly.add(address, fragment.length, 0, 0);
            NativeMemory.free(address);
        }
        assertThat(verdict).isPositive();
        final byte[] whole = NativeMemory.bytes(verdict, reassembly.length());
        reassembly.release();
        return whole;
    }
}
