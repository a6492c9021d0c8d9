/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.policy;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.address.WireAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTableTest {
    @Test
    void shouldGoByTheLongestPrefixWhicheverListHasIt() {
        final AccessTable table = table(List.of("10.1.2.0/24", "2001:db8:1::/48"),
            List.of("10.1.0.0/16", "10.1.2.3/32", "2001:db8::/32", "2001:db8:1::7/128"));
        assertThat(admitted(table, "10.1.2.4", "2001:db8:1::8")).isTrue();
        assertThat(admitted(table, "10.1.2.3")).isFalse();
        assertThat(admitted(table, "2001:db8:1::7")).isFalse();
        assertThat(admitted(table, "10.1.3.1")).isFalse();
        assertThat(admitted(table, "2001:db8:2::1")).isFalse();
    }

    @Test
    void shouldLetInWhoeverIsInNoListUnlessSomebodyIsAllowed() {
        assertThat(admitted(table(List.of(), List.of("10.0.0.0/8")), "11.0.0.0", "9.255.255.255", "::", "ffff::"))
            .isTrue();
        assertThat(admitted(table(List.of("10.0.0.0/8"), List.of()), "10.0.0.0", "10.255.255.255")).isTrue();
        for (final String stranger : List.of("11.0.0.0", "9.255.255.255", "0.0.0.0", "255.255.255.255", "::1")) {
            assertThat(admitted(table(List.of("10.0.0.0/8"), List.of()), stranger)).as(stranger).isFalse();
        }
        assertThat(admitted(AccessTable.EVERYBODY, "10.0.0.1", "2001:db8::1")).isTrue();
    }

    @Test
    void shouldDenyWhatIsAllowedAndDeniedByTheSamePrefix() {
        assertThat(admitted(table(List.of("10.0.0.0/8"), List.of("10.0.0.0/8")), "10.1.1.1")).isFalse();
    }

    @Test
    void shouldKnowPrefixesThatEndWhereTheAddressesEnd() {
        final AccessTable table = table(List.of(), List.of("0.0.0.0/32", "255.255.255.255/32", "128.0.0.0/1", "::/128",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", "8000::/1"));
        for (final String denied : List.of("0.0.0.0", "255.255.255.255", "128.0.0.0", "200.1.1.1", "::", "8000::",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")) {
            assertThat(admitted(table, denied)).as(denied).isFalse();
        }
        assertThat(admitted(table, "0.0.0.1", "127.255.255.255", "::1", "7fff::")).isTrue();
        final AccessTable nobody = table(List.of(), List.of("0.0.0.0/0", "::/0"));
        for (final String anybody : List.of("0.0.0.0", "10.0.0.1", "255.255.255.255", "::", "fd00::1")) {
            assertThat(admitted(nobody, anybody)).as(anybody).isFalse();
        }
    }

    @Test
    void shouldCountOnlyRangesThatDiffer() {
        assertThat(table(List.of(), List.of("10.0.0.0/9", "10.128.0.0/9", "10.3.0.0/16")).ranges()).isEqualTo(2);
        assertThat(table(List.of("10.3.0.0/16"), List.of("10.0.0.0/8", "0.0.0.0/0", "::/0")).ranges()).isEqualTo(2);
    }

    /** As a naive model does: every prefix is looked at, and the longest one remembered. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldDecideAsIfEveryPrefixWasLookedAt(final int seed) {
        final Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            final List<IpPrefix> allowed = prefixes(random, random.nextInt(20));
            final List<IpPrefix> denied = prefixes(random, random.nextInt(60));
            final AccessTable table = AccessTable.of(
                allowed.isEmpty() ? List.of() : List.of(allowed), List.of(denied));
            final List<IpAddress> asked = new ArrayList<>();
            for (final List<IpPrefix> list : List.of(allowed, denied)) {
                list.forEach(prefix -> edges(prefix, asked));
            }
            for (int i = 0; i < 200; i++) {
                asked.add(address(random, random.nextBoolean()));
            }
            // An address that packets cannot have.
            asked.removeIf(each -> each.ipv6() && WireAddress.isIpv4(each.wireHigh(), each.wireLow()));
            for (final IpAddress address : asked) {
                assertThat(table.admits(address.wireHigh(), address.wireLow()))
                    .as("%s, allowed %s, denied %s", address, allowed, denied)
                    .isEqualTo(naive(address, allowed, denied));
            }
        }
    }

    @Test
    void shouldHoldHundredThousandPrefixes() {
        final Random random = new Random(1);
        final List<IpPrefix> denied = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            final boolean ipv6 = i % 4 == 0;
            final IpAddress any = ipv6 ? new IpAddress(true, random.nextLong(), random.nextLong())
                : IpAddress.ipv4(random.nextInt());
            denied.add(IpPrefix.of(any, ipv6 ? 32 + random.nextInt(97) : 16 + random.nextInt(17)));
        }
        final AccessTable table = AccessTable.of(List.of(), List.of(denied));
        assertThat(table.ranges()).isBetween(100_000, 200_000);
        assertThat(denied).noneMatch(
            prefix -> table.admits(prefix.address().wireHigh(), prefix.address().wireLow()));
    }

    private static boolean naive(
        final IpAddress address, final List<IpPrefix> allowed, final List<IpPrefix> denied) {
        final int allow = longest(address, allowed);
        final int deny = longest(address, denied);
        return (allow < 0 && deny < 0) ? allowed.isEmpty() : allow > deny;
    }

    private static int longest(final IpAddress address, final List<IpPrefix> prefixes) {
        return prefixes.stream().filter(prefix -> prefix.contains(address)).mapToInt(IpPrefix::length).max().orElse(-1);
    }

    private static List<IpPrefix> prefixes(final Random random, final int count) {
        final List<IpPrefix> prefixes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final IpAddress address = address(random, random.nextBoolean());
            prefixes.add(IpPrefix.of(address, random.nextInt(address.bits() + 1)));
        }
        return prefixes;
    }

    /** One of few, so that prefixes contain each other. */
    private static IpAddress address(final Random random, final boolean ipv6) {
        final long word = 0x0A00_0000L + (random.nextInt(4) << 16) + (random.nextInt(4) << 8) + random.nextInt(4);
        return ipv6 ? new IpAddress(true, random.nextInt(3) - 1L, random.nextInt(3) - 1L)
            : IpAddress.ipv4((int) (random.nextInt(8) == 0 ? random.nextInt(3) - 1 : word));
    }

    private static void edges(final IpPrefix prefix, final List<IpAddress> edges) {
        final IpAddress first = prefix.address();
        edges.add(first);
        if (first.ipv6()) {
            final long low = first.low();
            edges.add(new IpAddress(true, low == 0 ? first.high() - 1 : first.high(), low - 1));
            final long lastHigh = first.high() | (prefix.length() >= 64 ? 0 : -1L >>> prefix.length());
            final long lastLow = low | (prefix.length() <= 64 ? -1L : prefix.length() == 128 ? 0
                : -1L >>> (prefix.length() - 64));
            edges.add(new IpAddress(true, lastHigh, lastLow));
            edges.add(new IpAddress(true, lastLow == -1 ? lastHigh + 1 : lastHigh, lastLow + 1));
        } else {
            final int last = (int) (first.low() | (1L << (32 - prefix.length())) - 1);
            edges.add(IpAddress.ipv4((int) first.low() - 1));
            edges.add(IpAddress.ipv4(last));
            edges.add(IpAddress.ipv4(last + 1));
        }
    }

    private static AccessTable table(final List<String> allowed, final List<String> denied) {
        return AccessTable.of(allowed.isEmpty() ? List.of() : List.of(parse(allowed)), List.of(parse(denied)));
    }

    private static List<IpPrefix> parse(final List<String> texts) {
        return texts.stream().map(IpPrefix::parse).toList();
    }

    private static boolean admitted(final AccessTable table, final String... addresses) {
        for (final String text : addresses) {
            final IpAddress address = IpAddress.parse(text);
            if (!table.admits(address.wireHigh(), address.wireLow())) {
                return false;
            }
        }
        return true;
    }
}
