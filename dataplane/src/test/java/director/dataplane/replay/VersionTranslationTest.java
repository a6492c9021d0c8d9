/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import static director.dataplane.testkit.Settings.fullNat;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.Settings;
import director.schedulers.SchedulerRegistry;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables of packets in and packets out that scapy made: see {@code src/test/python/nat64.py}. */
class VersionTranslationTest {
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @CsvSource({"6to4, 231, fd00::100, 10.9.0.1, 10.9.0.200", "4to6, 231, 10.0.0.100, fd09::1, fd09::200"})
    void shouldMakeOfEachPacketWhatScapySays(
        final String table, final int rows, final String virtual, final String server, final String local)
        throws IOException, URISyntaxException {
        final List<Row> expected = read(table);
        assertThat(expected).hasSize(rows);
        try (ReplayDirector director = new ReplayDirector(SchedulerRegistry.load(), ReplayNetwork.STANDARD, 1_000, 1,
            new LocalPortSettings(5_000, 5_000, 60))) {
            serve(director, Protocol.TCP, virtual, 80, server, 8_080, local);
            serve(director, Protocol.UDP, virtual, 53, server, 5_353, local);
            final List<String> others = new ArrayList<>();
            for (final Row row : expected) {
                final List<String> sent = play(director, row);
                if (!sent.equals(row.leaving)) {
                    others.add(row.what + "\n  " + row.leaving + "\n  " + sent);
                }
            }
            assertThat(others).as("rows with what was expected and what was sent").isEmpty();
            assertThat(director.mbufsInUse()).isZero();
        }
    }

    /** Packets of the tables with some bytes changed, whose checksums are right where they decide how far one gets. */
    @ParameterizedTest
    @CsvSource({"6to4, fd00::100, 10.9.0.1, 10.9.0.200", "4to6, 10.0.0.100, fd09::1, fd09::200"})
    void shouldLoseNothingWhateverArrives(
        final String table, final String virtual, final String server, final String local)
        throws IOException, URISyntaxException {
        final List<String> packets = read(table).stream().flatMap(row -> row.arriving.stream()).toList();
        final SplittableRandom random = new SplittableRandom(7915);
        try (ReplayDirector director = new ReplayDirector(SchedulerRegistry.load(), ReplayNetwork.STANDARD, 1_000, 1,
            new LocalPortSettings(5_000, 5_000, 60))) {
            serve(director, Protocol.TCP, virtual, 80, server, 8_080, local);
            serve(director, Protocol.UDP, virtual, 53, server, 5_353, local);
            play(director, read(table).getFirst());
            int sent = 0;
            for (int i = 0; i < 4_000; i++) {
                final String[] words = packets.get(random.nextInt(packets.size())).split(" ", -1);
                final byte[] packet = HEX.parseHex(words[1]);
                for (int changes = random.nextInt(4); changes > 0; changes--) {
                    packet[random.nextInt(Math.min(packet.length, random.nextBoolean() ? 60 : 120))] =
                        (byte) random.nextInt();
                }
                complete(packet);
                director.inject(side(words[0]), packet);
                sent += director.takeEmitted().size();
            }
            assertThat(sent).isGreaterThan(2_000);
            director.pass(3_600_000, 1_000);
            assertThat(director.mbufsInUse()).isZero();
        }
    }

    /** Computes the checksums of an IPv4 header and of ICMP. */
    private static void complete(final byte[] packet) {
        final boolean ipv6 = (packet[0] & 0xF0) == 0x60;
        final int header = ipv6 ? 40 : (packet[0] & 0xF) * 4;
        if (!ipv6 && header >= 20 && header <= packet.length) {
            Bytes.uint16(packet, 10, 0);
            Bytes.uint16(packet, 10, complement(sum(packet, 0, header)));
        }
        if (header + 8 <= packet.length && packet[ipv6 ? 6 : 9] == (ipv6 ? 58 : 1)) {
            Bytes.uint16(packet, header + 2, 0);
            final int pseudo = ipv6 ? sum(packet, 8, 40) + packet.length - 40 + 58 : 0;
            Bytes.uint16(packet, header + 2, complement(pseudo + sum(packet, header, packet.length)));
        }
    }

    private static int sum(final byte[] packet, final int from, final int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += Bytes.uint8(packet, i) << ((i - from) % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    private static int complement(final int sum) {
        final int once = (sum & 0xFFFF) + (sum >>> 16);
        return ~((once & 0xFFFF) + (once >>> 16)) & 0xFFFF;
    }

    private static List<String> play(final ReplayDirector director, final Row row) {
        for (final String packet : row.arriving) {
            final String[] words = packet.split(" ", -1);
            director.inject(side(words[0]), HEX.parseHex(words[1]));
        }
        final List<String> sent = new ArrayList<>();
        for (final EmittedPacket packet : List.copyOf(director.takeEmitted())) {
            final String mask = sent.size() < row.masks.size() ? row.masks.get(sent.size()) : "";
            sent.add(packet.side().label() + " " + masked(packet.bytes(), mask));
        }
        return sent;
    }

    private static void serve(final ReplayDirector director, final Protocol protocol, final String virtual,
        final int port, final String server, final int serverPort, final String local) {
        director.change(proxy -> proxy.addService(fullNat(new ServiceSettings(protocol, IpAddress.parse(virtual), port,
            "rr", 0, List.of(Settings.realServer(server, serverPort))), local)));
    }

    private static Side side(final String label) {
        return label.equals("client") ? Side.CLIENT : Side.REAL;
    }

    private static String masked(final byte[] packet, final String mask) {
        final byte[] copy = packet.clone();
        for (final String range : mask.isEmpty() ? new String[0] : mask.split(",", -1)) {
            final String[] ends = range.split("-", -1);
            for (int i = Integer.parseInt(ends[0]); i < Integer.parseInt(ends[1]); i++) {
                copy[i] = 0;
            }
        }
        return HEX.formatHex(copy);
    }

    private static List<Row> read(final String table) throws IOException, URISyntaxException {
        final Path file = Path.of(Objects.requireNonNull(
            VersionTranslationTest.class.getResource("/nat64/" + table + ".txt")).toURI());
        final List<Row> rows = new ArrayList<>();
        for (final String line : Files.readAllLines(file)) {
            final String[] words = line.split(" ", 2);
            switch (words[0]) {
                case "row" -> rows.add(new Row(words[1], new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
                case "in" -> rows.getLast().arriving.add(words[1]);
                case "out" -> {
                    final String[] parts = words[1].split(" ", -1);
                    final String mask = parts.length > 2 ? parts[2] : "";
                    rows.getLast().masks.add(mask);
                    rows.getLast().leaving.add(parts[0] + " " + masked(HEX.parseHex(parts[1]), mask));
                }
                default -> assertThat(line).startsWith("#");
            }
        }
        return rows;
    }

    /** What it shows, what arrives where, and what leaves where, but for what the director draws. */
    private record Row(String what, List<String> arriving, List<String> leaving, List<String> masks) {
    }
}
