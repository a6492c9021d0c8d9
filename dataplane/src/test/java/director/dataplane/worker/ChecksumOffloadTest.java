/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ETHERNET;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.Mbuf;
import director.dataplane.status.DropReason;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ports that look at checksums of IPv4 headers, and those that do not. */
class ChecksumOffloadTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.0.1";
    private static final int CHECKSUM = ETHERNET + 10;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldSendTheSameBytesWhoeverLookedAtTheChecksum() {
        assertThat(sent(Mbuf.RX_IP_CKSUM_GOOD)).isEqualTo(sent(0));
    }

    /** So it is not looked at a second time. */
    @Test
    void shouldBelieveAPortThatAChecksumIsGood() {
        final DirectorRig rig = rig(Mbuf.RX_IP_CKSUM_GOOD);
        rig.fromClient(damaged());
        assertThat(rig.toReal()).hasSize(1);
    }

    @Test
    void shouldBelieveAPortThatAChecksumIsBad() {
        final DirectorRig rig = rig(Mbuf.RX_IP_CKSUM_BAD);
        rig.fromClient(syn());
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.drops(DropReason.IPV4_CHECKSUM)).isEqualTo(1);
    }

    /** Both bits mean that the header arrived well though its checksum is wrong: then nothing can be told from it. */
    @Test
    void shouldLookItselfWhereThePortCannotTell() {
        for (final long flags : new long[] {0, Mbuf.RX_IP_CKSUM_MASK, Mbuf.RX_L4_CKSUM_GOOD, Mbuf.RX_L4_CKSUM_BAD}) {
            final DirectorRig rig = rig(flags);
            rig.fromClient(damaged());
            assertThat(rig.drops(DropReason.IPV4_CHECKSUM)).isEqualTo(1);
            rig.fromClient(syn());
            assertThat(rig.toReal()).hasSize(1);
        }
    }

    /** What the director copies, it has to look at again: in segments, only the first has flags. */
    @Test
    void shouldLookItselfAtWhatCameInSegments() {
        final DirectorRig rig = rig(Mbuf.RX_IP_CKSUM_GOOD);
        final byte[] frame = damaged().to(DirectorRig.CLIENT_MAC).bytes();
        rig.client().arriveInSegments(Arrays.copyOf(frame, 50), Arrays.copyOfRange(frame, 50, frame.length));
        rig.settle();
        assertThat(rig.drops(DropReason.IPV4_CHECKSUM)).isEqualTo(1);
    }

    private byte[] sent(final long flags) {
        final DirectorRig rig = rig(flags);
        rig.fromClient(syn());
        return rig.toRealServer().bytes();
    }

    private DirectorRig rig(final long flags) {
        final DirectorRig rig = rigs.tcp(SERVER + ":8080");
        rig.client().offloadFlags(flags);
        return rig;
    }

    private static PacketBuilder syn() {
        return packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN).payload(9);
    }

    private static PacketBuilder damaged() {
        final int right = Bytes.uint8(syn().bytes(), CHECKSUM);
        return syn().set(CHECKSUM, right ^ 1);
    }
}
