/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.ETHERNET;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets of 9000 bytes between ports that take them. */
class JumboTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.0.1";
    private static final int LONGEST = 9_000;
    private static final int HEADERS = 40;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldTranslateALongPacketInOneMbuf() {
        final DirectorRig rig = rig(9_088);
        rig.fromClient(segment());
        assertTranslated(rig.toRealServer());
    }

    /** A driver may fill each mbuf, or cut wherever it likes: into the headers, too. */
    @ParameterizedTest
    @ValueSource(ints = {2_048, 1_514, 60, 33})
    void shouldTranslateALongPacketInSegments(final int first) {
        final DirectorRig rig = rig(2_048);
        final byte[] frame = segment().to(DirectorRig.CLIENT_MAC).bytes();
        final byte[][] segments = new byte[1 + (frame.length - first + 2_047) / 2_048][];
        int from = 0;
        for (int i = 0; i < segments.length; i++) {
            final int to = Math.min(frame.length, from + (i == 0 ? first : 2_048));
            segments[i] = Arrays.copyOfRange(frame, from, to);
            from = to;
        }
        rig.client().arriveInSegments(segments);
        rig.settle();
        if (first >= 34) {
            assertTranslated(rig.toRealServer());
        } else {
            assertThat(rig.toReal()).isEmpty();
        }
    }

    private static void assertTranslated(final Frame frame) {
        assertThat(frame.totalLength()).isEqualTo(LONGEST);
        assertThat(frame.length()).isEqualTo(ETHERNET + LONGEST);
        assertThat(frame.destination()).isEqualTo(SERVER);
        assertThat(frame.destinationPort()).isEqualTo(8_080);
        assertThat(frame.isChecksumRight()).isTrue();
        final byte[] sent = segment().bytes();
        assertThat(Arrays.copyOfRange(frame.packet(), HEADERS, LONGEST))
            .isEqualTo(Arrays.copyOfRange(sent, ETHERNET + HEADERS, sent.length));
    }

    /** With a connection that is open. */
    private DirectorRig rig(final int frameRoom) {
        final DirectorRig rig = rigs.open(settings -> settings.frameRoom(frameRoom).mbufs(500)
            .client(Settings.port("client", "10.0.0.254/24", "10.0.0.1", LONGEST))
            .real(Settings.port("real", "10.9.0.254/16", null, LONGEST))
            .services(Settings.tcp(VIP + ":80", "rr", SERVER + ":8080")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN));
        rig.toReal();
        return rig;
    }

    /** That must not be cut up. */
    private static PacketBuilder segment() {
        return packet().ipv4(CLIENT, VIP).fragment(0x4000).tcp(4_000, 80, ACK).payload(LONGEST - HEADERS);
    }
}
