/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import director.dataplane.forward.NatRewrite;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another end in a frame of IPv6 gives the same bytes as on the general path, whatever its checksum is. */
class FastIpv6EndsTest {
    private static final int ETHERNET = 14;
    private static final int TRANSPORT = ETHERNET + 40;
    private static final int LENGTH = 80;
    private static final int TCP = 6;
    private static final int CHECKSUMS = 1 << Short.SIZE;

    private final long fast = NativeMemory.allocate(LENGTH, 8);
    private final long general = NativeMemory.allocate(LENGTH, 8);
    private final SplittableRandom random = new SplittableRandom(7);

    @BeforeEach
    void fill() {
        for (int i = 0; i < LENGTH; i++) {
            NativeMemory.uint8(fast + i, random.nextInt(256));
        }
    }

    @AfterEach
    void free() {
        NativeMemory.free(fast);
        NativeMemory.free(general);
    }

    @ParameterizedTest
    @ValueSource(ints = {TCP, 17})
    void shouldBeThatOfTheGeneralPath(final int protocol) {
        NativeMemory.uint8(fast + ETHERNET + 6, protocol);
        final int checksumAt = TRANSPORT + (protocol == TCP ? 16 : 6);
        // The fast path takes no datagram without a checksum.
        for (int checksum = protocol == TCP ? 0 : 1; checksum < CHECKSUMS; checksum++) {
            final long high = random.nextInt(4) == 0 ? NativeMemory.int64(fast + ETHERNET + 8) : random.nextLong();
            final long low = random.nextInt(4) == 0 ? NativeMemory.int64(fast + ETHERNET + 16) : random.nextLong();
            final int port = random.nextInt(CHECKSUMS);
            final boolean source = random.nextBoolean();
            NativeMemory.uint16(fast + checksumAt, checksum);
            NativeMemory.copy(fast, general, LENGTH);
            if (source) {
                FastIpv6.source(fast, high, low, port);
                NatRewrite.source(true, general + ETHERNET, general + TRANSPORT, protocol, LENGTH - TRANSPORT, high,
                    low, port);
            } else {
                FastIpv6.destination(fast, high, low, port);
                NatRewrite.destination(true, general + ETHERNET, general + TRANSPORT, protocol, LENGTH - TRANSPORT,
                    high, low, port);
            }
            for (int at = 0; at < LENGTH; at++) {
                assertThat(NativeMemory.uint8(fast + at)).isEqualTo(NativeMemory.uint8(general + at));
            }
        }
    }
}
