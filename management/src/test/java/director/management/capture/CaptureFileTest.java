/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that other programs wrote, what we write ourselves, and damage. */
class CaptureFileTest {
    private static final Path CAPTURES = Path.of("src", "test", "resources", "captures");
    private static final Path FILE = Path.of("f.pcap");
    private static final long START_NS = 1_700_000_000_000_000_000L;
    private static final long SEED = 20_260_131;
    private static final int MUTATIONS = 20_000;

    @TempDir
    Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"client-micro-le.pcap", "client-micro-be.pcap", "client-nano-le.pcap",
        "client-nano-be.pcap"})
    void shouldReadEveryKindOfPcap(final String name) {
        final Capture capture = CaptureFile.read(CAPTURES.resolve(name));
        assertThat(capture.interfaces()).containsExactly(new CaptureInterface("", CaptureInterface.ETHERNET));
        assertThat(capture.packets()).extracting(CapturedPacket::timeNs).containsExactly(START_NS + 1_000,
            START_NS + 2_000, START_NS + 100_000, START_NS + 20_300_000, START_NS + 30_400_000);
        assertThat(capture.packets()).extracting(packet -> packet.bytes().length).containsExactly(42, 86, 58, 72, 70);
        assertThat(Arrays.copyOf(capture.packets().getFirst().bytes(), 14)).containsExactly(
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02, 0x00, 0x0A, 0x00, 0x00, 0x07, 0x08, 0x06);
    }

    @Test
    void shouldReadRawIp() {
        final Capture capture = CaptureFile.read(CAPTURES.resolve("real-raw.pcap"));
        assertThat(capture.interfaces()).containsExactly(new CaptureInterface("", CaptureInterface.RAW_IP));
        assertThat(capture.packets()).singleElement().satisfies(packet ->
            assertThat(packet.bytes()[0]).isEqualTo((byte) 0x45));
    }

    @Test
    void shouldReadInterfacesTimesAndDirectionsOfPcapng() {
        final Capture capture = CaptureFile.read(CAPTURES.resolve("both-be.pcapng"));
        assertThat(capture.interfaces()).extracting(CaptureInterface::name).containsExactly("lo", "client", "real");
        assertThat(capture.packets()).extracting(CapturedPacket::at).containsExactly(1, 1, 1, 1, 1, 2, 2, 0);
        assertThat(capture.packets()).extracting(CapturedPacket::timeNs).containsExactly(START_NS + 1_000,
            START_NS + 2_000, START_NS + 100_000, START_NS + 20_300_000, START_NS + 30_400_000, START_NS + 10_200_000,
            START_NS + 10_200_000, START_NS + 1_000);
        assertThat(capture.packets()).extracting(CapturedPacket::outbound)
            .containsExactly(false, false, false, false, false, false, true, false);
    }

    @Test
    void shouldReadSectionsOfPcapngThatDiffer() {
        final Capture capture = CaptureFile.read(CAPTURES.resolve("sections.pcapng"));
        assertThat(capture.interfaces()).extracting(CaptureInterface::name).containsExactly("client", "real");
        assertThat(capture.packets()).extracting(CapturedPacket::at).containsExactly(0, 0, 0, 0, 0, 1);
        assertThat(capture.packets().get(3).timeNs()).isEqualTo(START_NS + 20_300_000);
        assertThat(capture.packets().getLast().timeNs()).isEqualTo(START_NS + 10_200_000);
        final List<CapturedPacket> pcap = CaptureFile.read(CAPTURES.resolve("client-nano-le.pcap")).packets();
        for (int i = 0; i < pcap.size(); i++) {
            assertThat(capture.packets().get(i).bytes()).isEqualTo(pcap.get(i).bytes());
        }
    }

    @Test
    void shouldReadWhatItWrites() {
        final CapturedPacket one = new CapturedPacket(1, START_NS + 7, false, "via fd00::1 ü", new byte[] {1});
        final CapturedPacket other = new CapturedPacket(0, 4_000_000_000_999_999_999L, false, "", new byte[65_535]);
        final Capture capture = new Capture(List.of(new CaptureInterface("client", CaptureInterface.ETHERNET),
            new CaptureInterface("réal", CaptureInterface.RAW_IP)), List.of(one, other));
        final Path file = directory.resolve("own");
        CaptureFile.writePcapng(file, capture);
        final Capture read = CaptureFile.read(file);
        assertThat(read.interfaces()).isEqualTo(capture.interfaces());
        assertThat(read.packets()).usingRecursiveFieldByFieldElementComparator().containsExactly(one, other);

        CaptureFile.writePcap(file, CaptureInterface.RAW_IP, List.of(one, other));
        final Capture pcap = CaptureFile.read(file);
        assertThat(pcap.interfaces()).containsExactly(new CaptureInterface("", CaptureInterface.RAW_IP));
        assertThat(pcap.packets()).usingRecursiveFieldByFieldElementComparator().containsExactly(
            new CapturedPacket(0, one.timeNs(), false, "", one.bytes()),
            new CapturedPacket(0, other.timeNs(), false, "", other.bytes()));
    }

    /** Cut where a packet or block ends, a capture is a shorter one; elsewhere it is damaged. */
    @ParameterizedTest
    @ValueSource(strings = {"client-micro-le.pcap", "both-be.pcapng", "sections.pcapng"})
    void shouldSayThatAFileIsCutShort(final String name) throws IOException {
        final byte[] content = Files.readAllBytes(CAPTURES.resolve(name));
        int complete = 0;
        for (int length = 0; length < content.length; length++) {
            final byte[] cut = Arrays.copyOf(content, length);
            final Throwable thrown = catchThrowable(() -> CaptureFile.parse(FILE, cut));
            if (thrown == null) {
                complete++;
            } else {
                assertThat(thrown).isInstanceOf(CaptureException.class)
                    .message().startsWith("f.pcap: ").containsAnyOf("cut short or damaged", "too short");
            }
        }
        final Capture whole = CaptureFile.parse(FILE, content);
        assertThat(complete).isBetween(whole.packets().size(), whole.packets().size() + 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"client-nano-be.pcap", "both-be.pcapng", "sections.pcapng"})
    void shouldNotBreakOnDamage(final String name) throws IOException {
        final byte[] content = Files.readAllBytes(CAPTURES.resolve(name));
        final Random random = new Random(SEED);
        for (int i = 0; i < MUTATIONS; i++) {
            final byte[] damaged = content.clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            final Throwable thrown = catchThrowable(() -> CaptureFile.parse(FILE, damaged));
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(CaptureException.class);
            }
        }
    }

    @Test
    void shouldNameWhatIsWrongAndWhereAndWhatToDo() throws IOException {
        final byte[] pcap = Files.readAllBytes(CAPTURES.resolve("client-micro-le.pcap"));
        refuse(changed(pcap, 4, 0x0004_0003), "byte 8: is pcap 3.4, and only 2.4 is known");
        refuse(changed(pcap, 20, 0x0400_0001),
            "byte 24: has frames with a frame check sequence: capture without");
        refuse(changed(pcap, 28, 1_000_000),
            "byte 32: has a packet with 1000000 microseconds in a second: the file is damaged");
        refuse(changed(pcap, 36, 43), "byte 40: has a packet of which only 42 of 43 bytes were captured: capture "
            + "without a limit (tcpdump -s 0)");
        refuse(changed(changed(pcap, 32, -1), 36, -1), "byte 40: a packet needs 4294967295 bytes, and 392 are left: "
            + "the file is cut short or damaged");
        refuse(changed(pcap, 0, 0x1234_5678), "is neither pcap nor pcapng: it begins with 0x78563412");
        refuse(new byte[3], "is too short for a capture");
    }

    @Test
    void shouldNameWhatIsWrongWithPcapng() {
        final Capture capture = new Capture(List.of(new CaptureInterface("client", CaptureInterface.ETHERNET)),
            List.of(new CapturedPacket(0, START_NS, false, "", new byte[4])));
        final byte[] good = PcapngWriter.write(capture);
        assertThatCode(() -> CaptureFile.parse(FILE, good)).doesNotThrowAnyException();
        refuse(changed(good, 4, 7), "byte 12: has a block of 7 bytes, which cannot be: the file is damaged");
        refuse(changed(good, 8, 0x1234), "byte 12: has a section of unknown byte order: the file is damaged");
        refuse(changed(good, 12, 2), "byte 14: is pcapng 2, and only 1 is known");
        refuse(changed(good, 24, 32), "byte 28: has a block with two lengths: the file is damaged");
        final int packet = good.length - 36;
        refuse(changed(good, packet, 3), "byte " + (packet + 8) + ": has packets without times or of an old kind "
            + "(block 3): convert it, with editcap -F pcapng for example");
        refuse(changed(good, packet + 8, 1), "byte " + (packet + 12)
            + ": has a packet of interface 1, and its section has 1: the file is damaged");
        refuse(changed(good, packet + 12, -1), "byte " + (packet + 32)
            + ": has a packet of a time before 1970 or after 2262: the file is damaged");
    }

    @Test
    void shouldNameAFileThatCannotBeReadOrWritten() {
        final Path missing = directory.resolve("none.pcap");
        assertThatThrownBy(() -> CaptureFile.read(missing)).isInstanceOf(CaptureException.class)
            .hasMessage(missing + ": there is no such file");
        assertThatThrownBy(() -> CaptureFile.read(directory)).isInstanceOf(CaptureException.class)
            .hasMessageStartingWith(directory + ": cannot be read");
        assertThatThrownBy(() -> CaptureFile.writePcap(missing.resolve("below"), 1, List.of()))
            .isInstanceOf(CaptureException.class).hasMessageContaining("cannot be written");
    }

    private static void refuse(final byte[] content, final String problem) {
        assertThatThrownBy(() -> CaptureFile.parse(FILE, content))
            .isInstanceOf(CaptureException.class).hasMessage("f.pcap: " + problem);
    }

    /** The same with four other bytes, little endian. */
    private static byte[] changed(final byte[] content, final int offset, final int value) {
        final byte[] changed = content.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);
        return changed;
    }
}
