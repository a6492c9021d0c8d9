/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.address.IpAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnersTest {
    /** The key by which makers of network cards verify their hash. */
    private static final byte[] KEY = HexFormat.of().parseHex("6d5a56da255b0ec24167253d43a38fb0"
        + "d0ca2bcbae7b30b477cb2da38030f20c6a42b73bbeac01fa");
    private static final OwnerHash HASH = new OwnerHash(KEY);

    /** The naive hash stands the verification that is published for it. */
    @ParameterizedTest
    @CsvSource({
        "42 09 95 bb a1 8e 64 50 0a ea 06 e6, 51ccc178",
        "c7 5c 6f 02 41 45 8c 53 37 96 12 83, c626b0ea",
        "42 09 95 bb a1 8e 64 50, 323e8fc2"})
    void shouldCompareWithAHashThatIsRight(final String input, final String expected) {
        assertThat(Integer.toHexString(naive(bytes(input)))).isEqualTo(expected);
    }

    @Test
    void shouldHashAClientAsANetworkCardDoes() {
        final SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            final int port = random.nextInt(0x1_0000);
            final IpAddress four = IpAddress.ipv4(random.nextInt());
            assertThat(HASH.ipv4(Integer.reverseBytes((int) four.low()), wire(port))).isEqualTo(naive(
                ByteBuffer.allocate(6).putInt((int) four.low()).putShort((short) port).array()));
            final IpAddress six = new IpAddress(true, random.nextLong(), random.nextLong());
            assertThat(HASH.ipv6(six.wireHigh(), six.wireLow(), wire(port))).isEqualTo(naive(
                ByteBuffer.allocate(18).putLong(six.high()).putLong(six.low()).putShort((short) port).array()));
        }
    }

    @Test
    void shouldRefuseAKeyThatIsTooShort() {
        assertThatThrownBy(() -> new OwnerHash(new byte[39])).hasMessage("a key of 39 bytes, not 40");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 16, 64})
    void shouldShareClientsOutEvenly(final int workers) {
        final Owners owners = new Owners(workers, Owners.PLACES, HASH);
        final int[] clients = new int[workers];
        final int all = 64_000;
        for (int i = 0; i < all; i++) {
            final IpAddress client = IpAddress.parse("10." + i % 7 + ".3." + i % 200);
            clients[owners.owner(Ownership.BY_PORT, client.wireHigh(), client.wireLow(), wire(1_024 + i))]++;
        }
        for (final int count : clients) {
            assertThat((double) count * workers / all).isBetween(0.7, 1.3);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.200, 24, true", "10.1.2.3, 10.1.2.4, 32, false", "10.1.2.3, 10.200.0.9, 0, true",
        "fd00::1:2, fd00::1:3, 112, true", "fd00::1:2, fd00::1:2, 128, true"})
    void shouldKeepClientsTogetherThatBeginAlike(
        final String one, final String other, final int length, final boolean together) {
        final Owners owners = new Owners(512, Owners.PLACES, HASH);
        final IpAddress first = IpAddress.parse(one);
        final IpAddress second = IpAddress.parse(other);
        final int rule = Ownership.byPrefix(first.ipv6(), length);
        assertThat(Ownership.length(rule)).isEqualTo(length);
        final int owner = owners.owner(rule, first.wireHigh(), first.wireLow(), 1);
        assertThat(owners.owner(rule, second.wireHigh(), second.wireLow(), 2) == owner).isEqualTo(together);
    }

    @Test
    void shouldTellClientsApartByTheirPortsUnlessARuleSaysOtherwise() {
        final Owners owners = new Owners(512, Owners.PLACES, HASH);
        final IpAddress client = IpAddress.parse("10.0.0.1");
        assertThat(owners.owner(Ownership.BY_PORT, client.wireHigh(), client.wireLow(), 1))
            .isNotEqualTo(owners.owner(Ownership.BY_PORT, client.wireHigh(), client.wireLow(), 2));
    }

    private static int wire(final int port) {
        return Integer.reverseBytes(port) >>> Short.SIZE;
    }

    private static byte[] bytes(final String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /** Bit by bit. */
    private static int naive(final byte[] input) {
        int hash = 0;
        for (int bit = 0; bit < input.length * 8; bit++) {
            if ((input[bit / 8] >> (7 - bit % 8) & 1) != 0) {
                for (int i = 0; i < 32; i++) {
                    final int at = bit + i;
                    hash ^= (KEY[at / 8] >> (7 - at % 8) & 1) << (31 - i);
                }
            }
        }
        return hash;
    }
}
