/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A driver that checks IPv4 headers says what it found: net_tap, which a program sends good and bad ones to. */
@ExtendWith(WithDpdk.class)
class ChecksumOffloadTest {
    private static final String INTERFACE = "dirtest1";
    private static final int BURST = 32;
    private static final int DESCRIPTORS = 256;
    private static final int TYPE = 12;
    private static final int TTL = 22;
    private static final int IPV4 = 0x0800;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);
    /** UDP without data or checksum. The time to live tells the two apart; the checksum is right for 64 alone. */
    private static final String SEND = """
        import socket, sys
        s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        s.bind((sys.argv[1], 0))
        for ttl in ("40", "3f"):
            s.send(bytes.fromhex("ffffffffffff024200000001" "0800"
                "4500001c00010000" + ttl + "11f6cc" "c0000201c0000202" "0009000900080000" + "00" * 18))
        """;

    private final Eal eal;

    ChecksumOffloadTest(final Eal eal) {
        this.eal = eal;
    }

    @Test
    void shouldTellGoodHeadersFromBadOnes() throws IOException, InterruptedException {
        assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "needs root and /dev/net/tun");
        assumeTrue(send("lo").waitFor() == 0, "needs python3");
        final long array = NativeMemory.allocate(BURST * Long.BYTES, Long.BYTES);
        try (Mempool pool = Mempool.create(eal, "offload", 4095, 64, 2176)) {
            final List<String> seen = new ArrayList<>();
            try (EthernetPort port = EthernetPort.attach(eal, "net_tap1,iface=" + INTERFACE)) {
                assertThat(port.info().rxOffloads()).contains(RxOffload.IPV4_CHECKSUM);
                port.configure(PortConfiguration.queues(1, 1)
                    .withOffloads(Set.of(RxOffload.IPV4_CHECKSUM), Set.of()));
                port.setUpRxQueue(0, DESCRIPTORS, pool);
                port.setUpTxQueue(0, DESCRIPTORS);
                port.start();
                assertThat(send(INTERFACE).waitFor()).isZero();
                final long end = System.nanoTime() + PATIENCE_NS;
                while (seen.size() < 2 && System.nanoTime() - end < 0) {
                    final int count = port.rxQueue(0).burst(array, BURST);
                    note(array, count, seen);
                    pool.free(array, 0, count);
                }
            }
            assertThat(seen).containsExactly("64 good", "63 bad");
        } finally {
            NativeMemory.free(array);
        }
    }

    private static void note(final long array, final int count, final List<String> seen) {
        for (int i = 0; i < count; i++) {
            final long mbuf = NativeMemory.int64(array + (long) i * Long.BYTES);
            final long frame = Mbuf.data(mbuf);
            if (NativeMemory.uint16Be(frame + TYPE) == IPV4) {
                final long found = Mbuf.offloadFlags(mbuf) & Mbuf.RX_IP_CKSUM_MASK;
                seen.add(NativeMemory.uint8(frame + TTL) + (found == Mbuf.RX_IP_CKSUM_GOOD ? " good"
                    : found == Mbuf.RX_IP_CKSUM_BAD ? " bad" : " unknown"));
            }
        }
    }

    private static Process send(final String to) throws IOException {
        return new ProcessBuilder("python3", "-c", SEND, to).inheritIO().start();
    }
}
