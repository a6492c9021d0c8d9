/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.header.Sctp;
import director.dataplane.header.Tcp;
import director.dataplane.time.Ticks;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The state tables against recorded connections of Linux's IPVS. */
class StatesTest {
    private static final String FLAG_LETTERS = "FSRPAU";
    private final Timeouts timeouts = new Timeouts();
    private final Set<String> visited = new HashSet<>();

    @Test
    void shouldMoveTcpConnectionsAsLinuxDid() throws IOException {
        for (final String line : lines("tcp-states.txt")) {
            walk(line, true);
        }
        assertThat(visited).hasSizeGreaterThanOrEqualTo(60);
    }

    @Test
    void shouldStayInItsStateWhenAPacketHasNoChunk() {
        for (final SctpState state : SctpState.values()) {
            for (int direction = 0; direction < 3; direction++) {
                assertThat(SctpState.after(state.id(), direction, Sctp.NO_CHUNK)).isEqualTo(state.id());
            }
        }
    }

    @Test
    void shouldMoveSctpAssociationsAsLinuxDid() throws IOException {
        for (final String line : lines("sctp-states.txt")) {
            walk(line, false);
        }
        assertThat(visited).hasSizeGreaterThanOrEqualTo(85);
    }

    @Test
    void shouldEstablishNothingUnderSecureTcpBeforeTheRealServerHasAcknowledged() {
        int state = TcpState.after(TcpState.NONE.id(), TcpState.INPUT, Tcp.SYN, true);
        state = TcpState.after(state, TcpState.INPUT, Tcp.ACK, true);
        assertThat(TcpState.of(state)).isEqualTo(TcpState.SYN_RECV);
        state = TcpState.after(state, TcpState.OUTPUT, Tcp.SYN | Tcp.ACK, true);
        assertThat(TcpState.of(state)).isEqualTo(TcpState.SYNACK);
        assertThat(TcpState.of(TcpState.after(state, TcpState.INPUT, Tcp.ACK, true))).isEqualTo(TcpState.SYNACK);
        assertThat(TcpState.of(TcpState.after(state, TcpState.OUTPUT, Tcp.ACK, true)))
            .isEqualTo(TcpState.ESTABLISHED);
    }

    @Test
    void shouldEstablishUnderSecureTcpByTheClientAloneWhereOnlyTheClientIsSeen() {
        int state = TcpState.after(TcpState.NONE.id(), TcpState.INPUT_ONLY, Tcp.SYN, true);
        assertThat(TcpState.of(state)).isEqualTo(TcpState.SYNACK);
        state = TcpState.after(state, TcpState.INPUT_ONLY, Tcp.ACK, true);
        assertThat(TcpState.of(state)).isEqualTo(TcpState.ESTABLISHED);
    }

    @Test
    void shouldTreatChunksWithoutMeaningForTheStateLikeData() {
        for (final int chunk : new int[] {3, 4, 5, 12, 13, 15, 64, 192, 255}) {
            for (int direction = 0; direction < 3; direction++) {
                for (final SctpState state : SctpState.values()) {
                    assertThat(SctpState.after(state.id(), direction, chunk))
                        .isEqualTo(SctpState.after(state.id(), direction, 0));
                }
            }
        }
    }

    @Test
    void shouldKnowStatesByTheirNumbers() {
        for (final TcpState state : TcpState.values()) {
            assertThat(TcpState.of(state.id())).isEqualTo(state);
        }
        for (final SctpState state : SctpState.values()) {
            assertThat(SctpState.of(state.id())).isEqualTo(state);
        }
    }

    @Test
    void shouldSetOnlyEstablishedFinWaitAndUdpAsIpvsadmDoes() {
        timeouts.set(7, 8, 0);
        assertThat(timeouts.ticks(6, TcpState.ESTABLISHED.id())).isEqualTo(Ticks.ceil(7));
        assertThat(timeouts.ticks(6, TcpState.FIN_WAIT.id())).isEqualTo(Ticks.ceil(8));
        assertThat(timeouts.ticks(6, TcpState.TIME_WAIT.id())).isEqualTo(Ticks.ceil(120));
        assertThat(timeouts.ticks(17, UdpState.NORMAL.id())).isEqualTo(Ticks.ceil(300));
        timeouts.set(0, 0, 9);
        assertThat(timeouts.ticks(6, TcpState.ESTABLISHED.id())).isEqualTo(Ticks.ceil(7));
        assertThat(timeouts.ticks(17, UdpState.NORMAL.id())).isEqualTo(Ticks.ceil(9));
        assertThat(timeouts.ticks(47, 0)).isEqualTo(Ticks.ceil(60));
        assertThat(timeouts.ticks(Timeouts.SCTP, SctpState.INIT1.id())).isEqualTo(Ticks.ceil(4));
    }

    @Test
    void shouldKeepTimeoutsTooLongToCount() {
        assertThat(Ticks.ceil(0xFFFF_FFFFL)).isEqualTo(Ticks.MAX);
        assertThat(Ticks.ceil(Long.MAX_VALUE)).isEqualTo(Ticks.MAX);
        assertThat(Ticks.nanos(Ticks.ceil(31L * 86_400))).isBetween(31L * 86_400 * 1_000_000_000L,
            31L * 86_400 * 1_000_000_000L + (1L << 26));
    }

    private void walk(final String line, final boolean tcp) {
        final String[] words = line.split(" ", -1);
        boolean noOutput = !"nat".equals(words[1]);
        int state = 0;
        for (int i = 2; i < words.length; i++) {
            final String[] parts = words[i].split("[:=/]", -1);
            final boolean out = "out".equals(parts[0]);
            noOutput &= !out;
            final int direction = out ? TcpState.OUTPUT : noOutput ? TcpState.INPUT_ONLY : TcpState.INPUT;
            visited.add(direction + " " + state + " " + parts[1]);
            state = tcp ? TcpState.after(state, direction, flags(parts[1]), false)
                : SctpState.after(state, direction, Integer.parseInt(parts[1]));
            final String label = tcp ? TcpState.of(state).label() : SctpState.of(state).label();
            assertThat(label).as("packet %s of: %s", i - 1, line).isEqualTo(parts[2]);
            final long seconds = Ticks.nanos(timeouts.ticks(tcp ? 6 : Timeouts.SCTP, state)) / 1_000_000_000;
            assertThat(seconds).as("timeout after packet %s of: %s", i - 1, line)
                .isBetween(Long.parseLong(parts[3]), Long.parseLong(parts[3]) + 1);
        }
    }

    private static int flags(final String letters) {
        int flags = 0;
        for (int i = 0; i < FLAG_LETTERS.length(); i++) {
            flags |= letters.indexOf(FLAG_LETTERS.charAt(i)) >= 0 ? 1 << i : 0;
        }
        return flags;
    }

    private static List<String> lines(final String name) throws IOException {
        final List<String> lines = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
            Objects.requireNonNull(StatesTest.class.getResourceAsStream(name), name), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.startsWith("#")) {
                    lines.add(line);
                }
            }
        }
        assertThat(lines).hasSizeGreaterThan(30);
        return lines;
    }
}
