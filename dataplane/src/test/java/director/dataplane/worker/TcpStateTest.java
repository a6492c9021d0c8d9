/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.FIN;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.RST;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.connection.Slot;
import director.dataplane.connection.TcpState;
import director.dataplane.testkit.Connections;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Rigs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** States, real servers, timeouts and counts of connections as Linux has them after each of the same packets. */
class TcpStateTest {
    private static final String RECORDING = "/director/dataplane/connection/tcp-nat.txt";
    private static final String[] SERVERS = {"10.9.0.1", "10.9.0.2"};

    @RegisterExtension
    final Rigs rigs = new Rigs();

    static Stream<Named<List<String>>> scenarios() throws IOException {
        final List<Named<List<String>>> scenarios = new ArrayList<>();
        try (InputStream stream = Objects.requireNonNull(TcpStateTest.class.getResourceAsStream(RECORDING));
            BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (final String line : reader.lines().filter(text -> !text.startsWith("#")).toList()) {
                if (line.startsWith("scenario ")) {
                    scenarios.add(Named.of(line, new ArrayList<>()));
                } else {
                    scenarios.getLast().getPayload().add(line);
                }
            }
        }
        return scenarios.stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldBeInTheStateOfLinuxAfterEveryPacket(final List<String> lines) {
        final DirectorRig rig = rigs.tcp(SERVERS[0] + ":80", SERVERS[1] + ":80");
        for (final String line : lines) {
            final String[] columns = line.split(" ", -1);
            if (columns[0].equals("load")) {
                assertThat("load " + load(rig, 0) + " " + load(rig, 1)).isEqualTo(line);
            } else {
                send(rig, columns);
                assertThat(stateOf(rig, columns[1])).as(line)
                    .isEqualTo(columns[4] + " " + columns[5] + " " + columns[6]);
            }
            rig.pass(2, 2);
        }
    }

    private static void send(final DirectorRig rig, final String[] columns) {
        final String[] client = columns[1].split(":", -1);
        final int port = Integer.parseInt(client[1]);
        final int flags = flags(columns[2]);
        if (columns[0].equals("client")) {
            rig.fromClient(packet().ipv4(client[0], VIP).tcp(port, 80, flags));
        } else {
            rig.fromReal(packet().ipv4(SERVERS[Integer.parseInt(columns[3])], client[0]).tcp(80, port, flags));
        }
    }

    private static String stateOf(final DirectorRig rig, final String client) {
        final String[] parts = client.split(":", -1);
        final long slot = Connections.find(rig, parts[0], Integer.parseInt(parts[1]));
        if (slot == 0) {
            return "- - -";
        }
        final TcpState state = TcpState.of(Slot.state(Slot.value(slot)));
        return Slot.destination(Slot.value(slot)) + " " + state + " " + state.timeoutSeconds();
    }

    private static String load(final DirectorRig rig, final int number) {
        return rig.destinations().active(number) + " " + rig.destinations().inactive(number);
    }

    private static int flags(final String letters) {
        int flags = 0;
        for (int i = 0; i < letters.length(); i++) {
            flags |= switch (letters.charAt(i)) {
                case 'S' -> SYN;
                case 'F' -> FIN;
                case 'R' -> RST;
                case 'P' -> PSH;
                case 'A' -> ACK;
                default -> 0;
            };
        }
        return flags;
    }
}
