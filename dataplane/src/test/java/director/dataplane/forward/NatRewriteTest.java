/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.testkit.Bytes;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rewritten packets against such whose fields are replaced one by one and whose checksums are computed anew. */
class NatRewriteTest {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int SCTP = 132;
    private static final int ROOM = 256;
    private static final int ROUNDS = 20_000;

    private final long memory = NativeMemory.allocate(ROOM, Long.BYTES);
    private final SplittableRandom random = new SplittableRandom(4);

    @AfterEach
    void free() {
        NativeMemory.free(memory);
    }

    @ParameterizedTest
    @CsvSource({"4, 6", "4, 17", "4, 132", "6, 6", "6, 17", "6, 132"})
    void shouldChangeAddressAndPortAndKeepChecksumsRight(final int version, final int protocol) {
        for (int i = 0; i < ROUNDS; i++) {
            final byte[] packet = packet(version, protocol);
            seal(packet);
            assertRewritten(packet, true);
        }
    }

    /** What arrived damaged leaves damaged by as much. */
    @ParameterizedTest
    @CsvSource({"4, 6", "4, 17", "6, 6", "6, 17"})
    void shouldNotRepairWhatIsDamaged(final int version, final int protocol) {
        for (int i = 0; i < ROUNDS; i++) {
            final byte[] packet = packet(version, protocol);
            seal(packet);
            final int at = transport(packet) + checksumOffset(protocol);
            final int damaged = (Bytes.uint16(packet, at) + 1 + random.nextInt(0xFFFD)) % 0xFFFF;
            if (protocol != UDP || damaged != 0) {
                Bytes.uint16(packet, at, damaged);
                assertRewritten(packet, false);
            }
        }
    }

    /** As Linux does with datagrams whose sender computed none. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void shouldComputeTheChecksumThatAnIpv4DatagramLacks(final boolean destination) {
        for (int i = 0; i < ROUNDS; i++) {
            final byte[] packet = packet(4, UDP);
            seal(packet);
            Bytes.uint16(packet, 26, 0);
            final byte[] to = bytes(4);
            final int port = random.nextInt(0x1_0000);
            final byte[] expected = replaced(packet, destination, to, port);
            seal(expected);
            assertThat(rewrite(packet, destination, to, port)).isEqualTo(expected);
        }
    }

    private void assertRewritten(final byte[] packet, final boolean right) {
        final boolean destination = random.nextBoolean();
        final byte[] to = bytes(isIpv6(packet) ? 16 : 4);
        final int port = random.nextInt(0x1_0000);
        final byte[] expected = replaced(packet, destination, to, port);
        if (right) {
            seal(expected);
        } else {
            final int at = transport(packet) + checksumOffset(protocol(packet));
            final int wrongBy = Bytes.uint16(packet, at) - checksum(packet);
            final int sealed = Math.floorMod(checksum(expected) + wrongBy, 0xFFFF);
            sealHeader(expected);
            Bytes.uint16(expected, at, sealed);
            // Both stand for zero in this arithmetic.
            final byte[] rewritten = rewrite(packet, destination, to, port);
            Bytes.uint16(rewritten, at, Bytes.uint16(rewritten, at) % 0xFFFF);
            assertThat(rewritten).isEqualTo(expected);
            return;
        }
        assertThat(rewrite(packet, destination, to, port)).isEqualTo(expected);
    }

    private byte[] rewrite(final byte[] packet, final boolean destination, final byte[] to, final int port) {
        NativeMemory.bytes(memory, packet);
        final int transport = transport(packet);
        final long high = to.length == 4 ? 0 : word(to, 0, Long.BYTES);
        final long low = to.length == 4 ? WireAddress.low((int) word(to, 0, 4))
            : word(to, Long.BYTES, Long.BYTES);
        final int wirePort = Short.toUnsignedInt(Short.reverseBytes((short) port));
        if (destination) {
            NatRewrite.destination(isIpv6(packet), memory, memory + transport, protocol(packet),
                packet.length - transport, high, low, wirePort);
        } else {
            NatRewrite.source(isIpv6(packet), memory, memory + transport, protocol(packet),
                packet.length - transport, high, low, wirePort);
        }
        return NativeMemory.bytes(memory, packet.length);
    }

    private static byte[] replaced(final byte[] packet, final boolean destination, final byte[] to, final int port) {
        final byte[] changed = packet.clone();
        final int source = isIpv6(packet) ? 8 : 12;
        System.arraycopy(to, 0, changed, source + (destination ? to.length : 0), to.length);
        Bytes.uint16(changed, transport(packet) + (destination ? 2 : 0), port);
        return changed;
    }

    private byte[] packet(final int version, final int protocol) {
        final int header = version == 4 ? 20 : 40;
        final int least = protocol == TCP ? 20 : protocol == UDP ? 8 : 12;
        final byte[] packet = bytes(header + least + random.nextInt(40));
        packet[0] = (byte) (version == 4 ? 0x45 : 0x60);
        if (version == 4) {
            Bytes.uint16(packet, 2, packet.length);
            packet[9] = (byte) protocol;
        } else {
            Bytes.uint16(packet, 4, packet.length - header);
            packet[6] = (byte) protocol;
        }
        if (protocol == UDP) {
            Bytes.uint16(packet, header + 4, packet.length - header);
        }
        return packet;
    }

    private byte[] bytes(final int length) {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void seal(final byte[] packet) {
        sealHeader(packet);
        final int transport = transport(packet);
        if (protocol(packet) == SCTP) {
            Arrays.fill(packet, transport + 8, transport + 12, (byte) 0);
            final CRC32C crc = new CRC32C();
            crc.update(packet, transport, packet.length - transport);
            for (int i = 0; i < 4; i++) {
                packet[transport + 8 + i] = (byte) (crc.getValue() >>> (8 * i));
            }
            return;
        }
        final int checksum = checksum(packet);
        Bytes.uint16(packet, transport + checksumOffset(protocol(packet)),
            protocol(packet) == UDP && checksum == 0 ? 0xFFFF : checksum);
    }

    private static void sealHeader(final byte[] packet) {
        if (!isIpv6(packet)) {
            Bytes.uint16(packet, 10, 0);
            Bytes.uint16(packet, 10, 0xFFFF - sum(Arrays.copyOf(packet, 20)));
        }
    }

    /** Of TCP and UDP, over the pseudo header, too. */
    private static int checksum(final byte[] packet) {
        final int transport = transport(packet);
        final int addresses = isIpv6(packet) ? 32 : 8;
        final int length = packet.length - transport;
        final byte[] covered = new byte[addresses + 4 + length];
        System.arraycopy(packet, isIpv6(packet) ? 8 : 12, covered, 0, addresses);
        covered[addresses + 1] = (byte) protocol(packet);
        Bytes.uint16(covered, addresses + 2, length);
        System.arraycopy(packet, transport, covered, addresses + 4, length);
        Bytes.uint16(covered, addresses + 4 + checksumOffset(protocol(packet)), 0);
        return 0xFFFF - sum(covered);
    }

    private static int sum(final byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += Bytes.uint8(bytes, i) << (i % 2 == 0 ? 8 : 0);
            sum = sum > 0xFFFF ? sum - 0xFFFF : sum;
        }
        return sum;
    }

    private static long word(final byte[] bytes, final int offset, final int length) {
        long word = 0;
        for (int i = 0; i < length; i++) {
            word |= (bytes[offset + i] & 0xFFL) << (8 * i);
        }
        return word;
    }

    private static boolean isIpv6(final byte[] packet) {
        return packet[0] >> 4 == 6;
    }

    private static int protocol(final byte[] packet) {
        return Bytes.uint8(packet, isIpv6(packet) ? 6 : 9);
    }

    private static int transport(final byte[] packet) {
        return isIpv6(packet) ? 40 : 20;
    }

    private static int checksumOffset(final int protocol) {
        return protocol == TCP ? 16 : 6;
    }
}
