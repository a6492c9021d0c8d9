/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import static org.assertj.core.api.Assertions.assertThat;

import director.management.capture.Capture;
import director.management.capture.CaptureFile;
import director.management.capture.CaptureInterface;
import director.management.capture.CapturedPacket;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code director replay --rules}; what is expected was made by another program. */
class CaptureCommandTest {
    private static final Path CAPTURES = Path.of("src", "test", "resources", "captures");
    private static final String RULES = CAPTURES.resolve("rules.txt").toString();
    private static final int ETHERNET = 14;
    private static final int MUTATIONS = 20_000;
    private static final long SEED = 7;

    @TempDir
    Path directory = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource({"client-micro-le.pcap, 2", "client-nano-be.pcap, 2"})
    void shouldWriteAPcapASide(final String client, final int leftOut) {
        assertThat(execute("--rules", RULES, "--client", capture(client), "--real", capture("real-micro-le.pcap"),
            "--out-client", file("client"), "--out-real", file("real"))).as(err.toString()).isZero();
        assertThat(out).hasToString(String.format("4 packets arrived, 4 were sent, %d were left out%n", leftOut));
        assertSame(read("client"), CaptureFile.read(CAPTURES.resolve("expected-client.pcap")));
        assertSame(read("real"), CaptureFile.read(CAPTURES.resolve("expected-real.pcap")));
    }

    @ParameterizedTest
    @CsvSource({"both-be.pcapng, 3", "sections.pcapng, 2"})
    void shouldWriteAPcapngWithBothSides(final String in, final int leftOut) {
        assertThat(execute("--rules", RULES, capture(in), file("out"))).as(err.toString()).isZero();
        assertThat(out).hasToString(String.format("4 packets arrived, 4 were sent, %d were left out%n", leftOut));
        final Capture written = read("out");
        assertThat(written.interfaces()).containsExactly(new CaptureInterface("client", CaptureInterface.ETHERNET),
            new CaptureInterface("real", CaptureInterface.ETHERNET));
        assertThat(written.packets()).extracting(CapturedPacket::at).containsExactly(1, 0, 1, 1);
        assertThat(written.packets()).extracting(CapturedPacket::comment)
            .containsExactly("via 10.9.0.1", "via 10.0.0.7", "via 10.9.0.1", "via fd09::1");
        assertSame(new Capture(List.of(), written.packets().stream().filter(packet -> packet.at() == 1).toList()),
            CaptureFile.read(CAPTURES.resolve("expected-real.pcap")));
    }

    @Test
    void shouldWriteRawIpWhereRawIpArrives() {
        assertThat(execute("--rules", RULES, "--client", capture("client-raw.pcap"), "--real",
            capture("real-raw.pcap"), "--out-client", file("client"), "--out-real", file("real"))).isZero();
        assertThat(read("real").interfaces()).containsExactly(new CaptureInterface("", CaptureInterface.RAW_IP));
        final List<CapturedPacket> expected = CaptureFile.read(CAPTURES.resolve("expected-real.pcap")).packets();
        assertThat(read("real").packets()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            final byte[] frame = expected.get(i).bytes();
            assertThat(read("real").packets().get(i).bytes())
                .isEqualTo(Arrays.copyOfRange(frame, ETHERNET, frame.length));
        }
        assertThat(read("client").packets()).hasSize(1);
    }

    @Test
    void shouldStandInAnotherNetwork() {
        assertThat(execute("--rules", RULES, "--client-addresses", "192.0.2.254/24", "--gateway", "192.0.2.1",
            "--real-addresses", "10.9.0.254/16", "--client", capture("client-nano-le.pcap"), "--real",
            capture("real-micro-le.pcap"), "--out-client", file("client"))).isZero();
        // The client is behind the gateway now.
        assertThat(read("client").packets()).isNotEmpty().allSatisfy(packet ->
            assertThat(Arrays.copyOf(packet.bytes(), 6)).containsExactly(0x02, 0x00, 192, 0x00, 2, 1));
    }

    @Test
    void shouldNameARuleThatIsRefused() throws IOException {
        final Path rules = Files.writeString(directory.resolve("rules"),
            "-A -t 10.0.0.100:80 -s rr\n\n# again\n-A -t 10.0.0.100:80 -s rr\n");
        assertThat(execute("--rules", rules.toString(), capture("both-be.pcapng"), file("out"))).isEqualTo(66);
        assertThat(err.toString()).isEqualTo(String.format("director: %s:4: Service already exists%n", rules));
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void shouldNameACaptureThatDoesNotFit() throws IOException {
        refuse("merged.pcapng", "has no interface client among [, ]: "
            + "name two with --client-interface and --real-interface");
        refuse("client-raw.pcap", "has one interface: give one pcap a side, with --client and --real");
        final Path loopback = directory.resolve("loopback.pcap");
        CaptureFile.writePcap(loopback, 0, List.of());
        assertThat(execute("--rules", RULES, "--client", loopback.toString())).isEqualTo(66);
        assertThat(err.toString()).contains("has link type 0, and only 1 (Ethernet) and 101 (raw IP) can be played");
        assertThat(execute("--rules", RULES, "--client", capture("both-be.pcapng"))).isEqualTo(66);
        assertThat(err.toString()).contains("has 3 interfaces: give one file a side, or this one as IN");
    }

    @Test
    void shouldNotPlayPausesOfMoreThanADay() {
        final byte[] ip = CaptureFile.read(CAPTURES.resolve("real-raw.pcap")).packets().getFirst().bytes();
        CaptureFile.writePcap(directory.resolve("in"), CaptureInterface.RAW_IP,
            List.of(new CapturedPacket(0, 0, false, "", ip),
                new CapturedPacket(0, 86_400_000_000_001L, false, "", ip)));
        assertThat(execute("--rules", RULES, "--client", file("in"))).isEqualTo(66);
        assertThat(err.toString()).contains(file("in") + ": has a packet more than a day behind the first");
    }

    @Test
    void shouldRefuseOptionsThatDoNotGoTogether() {
        assertThat(execute("--client", "a")).isEqualTo(64);
        assertThat(err.toString()).contains("captures are played with --rules FILE");
        assertThat(execute("--rules", RULES, "in")).isEqualTo(64);
        assertThat(err.toString()).contains("--rules needs IN and OUT, or --client and --real");
        assertThat(execute("--rules", RULES, "--check", "in", "out")).isEqualTo(64);
        assertThat(err.toString()).contains("--check and --out are for traces");
        assertThat(execute("--rules", RULES, "--workers", "2", "in", "out")).isEqualTo(64);
        assertThat(err.toString()).contains("--workers is for traces");
        assertThat(execute("--rules", RULES, "--client", "a", "b")).isEqualTo(64);
        assertThat(execute("--rules", RULES, "--gateway", "here", "in", "out")).isEqualTo(64);
        assertThat(err.toString()).contains("\"here\" is not an IP address");
    }

    @Test
    void shouldNotBreakOnDamagedPackets() {
        final List<CapturedPacket> good = new ArrayList<>(
            CaptureFile.read(CAPTURES.resolve("client-nano-le.pcap")).packets());
        good.addAll(CaptureFile.read(CAPTURES.resolve("real-micro-le.pcap")).packets());
        final Random random = new Random(SEED);
        final List<CapturedPacket> damaged = new ArrayList<>();
        for (int i = 0; i < MUTATIONS; i++) {
            final byte[] bytes = good.get(random.nextInt(good.size())).bytes().clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            damaged.add(new CapturedPacket(0, i * 100_000L, false, "",
                random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes));
        }
        CaptureFile.writePcap(directory.resolve("in"), CaptureInterface.ETHERNET, damaged);
        assertThat(execute("--rules", RULES, "--client", file("in"), "--real", file("in"))).as(err.toString()).isZero();
    }

    private void refuse(final String capture, final String problem) {
        err.getBuffer().setLength(0);
        assertThat(execute("--rules", RULES, capture(capture), file("out"))).isEqualTo(66);
        assertThat(err.toString()).isEqualTo(String.format("director: %s: %s%n", capture(capture), problem));
    }

    private static void assertSame(final Capture actual, final Capture expected) {
        assertThat(actual.packets()).hasSameSizeAs(expected.packets());
        for (int i = 0; i < expected.packets().size(); i++) {
            assertThat(actual.packets().get(i).bytes()).isEqualTo(expected.packets().get(i).bytes());
            assertThat(actual.packets().get(i).timeNs()).isEqualTo(expected.packets().get(i).timeNs());
        }
    }

    private Capture read(final String name) {
        return CaptureFile.read(directory.resolve(name));
    }

    private String file(final String name) {
        return directory.resolve(name).toString();
    }

    private static String capture(final String name) {
        return CAPTURES.resolve(name).toString();
    }

    private int execute(final String... arguments) {
        final CommandLine commandLine = DirectorCommand.commandLine(Surroundings.real(new StopSignal()));
        final String[] all = new String[arguments.length + 1];
        all[0] = "replay";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(all);
    }
}
