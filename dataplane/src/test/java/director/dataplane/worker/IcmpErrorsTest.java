/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.status.DropReason;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** ICMP errors about packets of connections, against what Linux did with the same ones. */
class IcmpErrorsTest {
    private static final int ICMP = 20;
    private static final int QUOTE = 28;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldRelayErrorsAboutTranslatedConnections() throws IOException {
        final DirectorRig rig = translated();
        play(rig, recorded("errors-nat-udp.txt"));
        assertThat(rig.drops(DropReason.ICMP_UNSUPPORTED)).isPositive();
    }

    @Test
    void shouldTellClientsOfErrorsAboutTunnels() throws IOException {
        final ServiceSettings service = new ServiceSettings(Protocol.TCP, IpAddress.parse("198.51.100.128"), 80, "rr",
            0, List.of(new RealServerSettings(
                IpAddress.parse("10.9.187.230"), 80, 1, ForwardingMethod.TUNNEL)));
        play(rigs.open(settings -> settings.services(service)), recorded("errors-ipip.txt"));
    }

    @Test
    void shouldDropDamagedErrorsAboutConnections() throws IOException {
        final DirectorRig rig = translated();
        final List<String[]> lines = recorded("errors-nat-udp.txt");
        play(rig, lines.subList(0, 2));
        for (final String[] line : lines.subList(2, 5)) {
            final byte[] error = HexFormat.of().parseHex(line[1]);
            error[ICMP + 2] ^= 1;
            send(rig, line[0], error);
        }
        assertThat(rig.drops(DropReason.ICMP_CHECKSUM)).isEqualTo(3);
    }

    /** Right behind each lies what was cut off, so that whoever reads on finds the connection. */
    @Test
    void shouldNotTranslateQuotesThatAreCutBeforeThePorts() throws IOException {
        final DirectorRig rig = translated();
        final List<String[]> lines = recorded("errors-nat-udp.txt");
        play(rig, lines.subList(0, 2));
        final byte[] error = HexFormat.of().parseHex(lines.get(2)[1]);
        for (int length = QUOTE; length <= error.length; length++) {
            final byte[] cut = error.clone();
            cut[2] = (byte) (length >>> Byte.SIZE);
            cut[3] = (byte) length;
            mendHeader(cut);
            mendIcmp(cut, length);
            send(rig, "real", cut);
            final String source = rig.toClient().source();
            assertThat(source).as("%d bytes", length)
                .isEqualTo(length < QUOTE + 24 ? "10.9.71.207" : "198.51.100.4");
        }
    }

    /** Whatever they say, each has one fate: the rig asserts so, and that no memory is lost. */
    @Test
    void shouldSurviveMutatedErrors() throws IOException {
        final List<String[]> nat = recorded("errors-nat-udp.txt");
        final List<String[]> tunnel = recorded("errors-ipip.txt");
        final DirectorRig rig = translated();
        play(rig, nat.subList(0, 2));
        final SplittableRandom random = new SplittableRandom(7);
        final List<String[]> seeds = new ArrayList<>(nat);
        seeds.addAll(tunnel);
        for (int round = 0; round < 20_000; round++) {
            final String[] seed = seeds.get(random.nextInt(seeds.size()));
            final byte[] whole = HexFormat.of().parseHex(seed[1]);
            final int length = random.nextInt(ICMP, whole.length + 1);
            final byte[] packet = Arrays.copyOf(whole, length);
            for (int i = random.nextInt(4); i > 0 && length > ICMP; i--) {
                packet[random.nextInt(ICMP, length)] = (byte) random.nextInt();
            }
            packet[2] = (byte) (length >>> Byte.SIZE);
            packet[3] = (byte) length;
            mendHeader(packet);
            if (length >= QUOTE && packet[9] == 1) {
                mendIcmp(packet, length);
            }
            send(rig, seed[0], packet);
            rig.toClients();
            rig.toReal();
        }
    }

    private DirectorRig translated() {
        return rigs.open(settings -> settings.services(Settings.udp("198.51.100.4:80", "rr", "10.9.71.207:83")));
    }

    private static void play(final DirectorRig rig, final List<String[]> lines) {
        for (final String[] line : lines) {
            send(rig, line[0], HexFormat.of().parseHex(line[1]));
            final List<Frame> client = rig.toClients();
            final List<Frame> real = rig.toReal();
            final List<Frame> sent = "client".equals(line[2]) ? client : real;
            assertThat(client.size() + real.size()).as(line[1]).isEqualTo("-".equals(line[2]) ? 0 : 1);
            if (!"-".equals(line[2])) {
                assertThat(masked(sent.getFirst().packet(), line[4])).as(line[1])
                    .isEqualTo(masked(HexFormat.of().parseHex(line[3]), line[4]));
            }
        }
    }

    private static byte[] masked(final byte[] packet, final String mask) {
        if (!"-".equals(mask)) {
            for (final String range : mask.split(",", -1)) {
                final int plus = range.indexOf('+');
                final int from = Integer.parseInt(range.substring(0, plus));
                Arrays.fill(packet, from, from + Integer.parseInt(range.substring(plus + 1)), (byte) 0);
            }
        }
        return packet;
    }

    private static void send(final DirectorRig rig, final String port, final byte[] packet) {
        final long mac = "client".equals(port) ? DirectorRig.CLIENT_MAC : DirectorRig.REAL_MAC;
        final byte[] frame = new byte[Math.max(60, 14 + packet.length)];
        for (int i = 0; i < 6; i++) {
            frame[i] = (byte) (mac >>> (40 - (Byte.SIZE * i)));
        }
        frame[6] = 2;
        frame[12] = 8;
        System.arraycopy(packet, 0, frame, 14, packet.length);
        ("client".equals(port) ? rig.client() : rig.real()).arrive(frame);
        rig.settle();
    }

    private static void mendHeader(final byte[] packet) {
        mend(packet, 0, ICMP, 10);
    }

    private static void mendIcmp(final byte[] packet, final int length) {
        mend(packet, ICMP, length, ICMP + 2);
    }

    /** RFC 1071, word by word. */
    private static void mend(final byte[] packet, final int from, final int to, final int checksum) {
        packet[checksum] = 0;
        packet[checksum + 1] = 0;
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += (packet[i] & 0xFF) << ((i - from) % 2 == 0 ? Byte.SIZE : 0);
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        sum = ~((sum & 0xFFFF) + (sum >>> 16));
        packet[checksum] = (byte) (sum >>> Byte.SIZE);
        packet[checksum + 1] = (byte) sum;
    }

    private static List<String[]> recorded(final String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(IcmpErrorsTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                .filter(line -> !line.startsWith("#")).map(line -> line.split(" ", -1)).toList();
        }
    }
}
