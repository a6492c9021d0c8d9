/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.route;

import static director.dataplane.testkit.Settings.dualPort;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalAddressesTest {
    private final LocalAddresses addresses = LocalAddresses.of(List.of(
        dualPort("first", "10.0.0.1", "fd00::1", 1_500, "10.0.0.254/24", "fd00::254/64"),
        dualPort("second", null, null, 1_500, "10.9.0.254/16", "192.0.2.0/31", "192.0.2.9/32")),
        List.of(IpPrefix.parse("10.0.0.100"), IpPrefix.parse("10.7.0.0/16"), IpPrefix.parse("fd00::100"),
            IpPrefix.parse("2001:db8::/32")));

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.254", "10.9.0.254", "192.0.2.0", "192.0.2.9", "fd00::254", "10.0.0.100",
        "10.7.0.0", "10.7.255.255", "fd00::100", "2001:db8::", "2001:db8:ffff::1"})
    void shouldContainAddressesOfPortsAndVirtualOnesAndEveryOneOfAPrefix(final String address) {
        assertThat(contains(addresses, IpAddress.parse(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.253", "10.0.0.255", "10.8.0.0", "10.6.255.255", "0.0.0.0", "255.255.255.255",
        "192.0.2.1", "fd00::1", "::", "2001:db9::", "::a00:64", "::ffff:a00:64:0"})
    void shouldNotContainOthers(final String address) {
        assertThat(contains(addresses, IpAddress.parse(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"255.255.255.255", "10.0.0.255", "10.9.255.255"})
    void shouldKnowTheBroadcastAddressesOfLinks(final String address) {
        assertThat(addresses.isBroadcast(ipv4(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.254", "10.0.1.255", "192.0.2.1", "192.0.2.9", "0.0.0.0", "10.255.255.255"})
    void shouldNotTakeOthersForBroadcast(final String address) {
        assertThat(addresses.isBroadcast(ipv4(address))).isFalse();
    }

    @Test
    void shouldListAddressesThatAreNoPartOfAPrefix() {
        assertThat(addresses.single()).extracting(IpAddress::toString).containsExactlyInAnyOrder("10.0.0.254",
            "fd00::254", "10.9.0.254", "192.0.2.0", "192.0.2.9", "10.0.0.100", "fd00::100");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 7, 8, 100, 5_000})
    void shouldContainWhatASetContains(final int count) {
        final Random random = new Random(count);
        final Set<IpAddress> model = new HashSet<>();
        for (int i = 0; i < count; i++) {
            model.add(address(random));
        }
        final List<IpPrefix> prefixes = new ArrayList<>();
        model.forEach(address -> prefixes.add(IpPrefix.of(address, address.bits())));
        final LocalAddresses built = LocalAddresses.of(List.of(), prefixes);
        assertThat(model).allMatch(address -> contains(built, address));
        for (int i = 0; i < 10_000; i++) {
            final IpAddress address = address(random);
            assertThat(contains(built, address)).isEqualTo(model.contains(address));
        }
    }

    private static IpAddress address(final Random random) {
        return random.nextBoolean() ? IpAddress.ipv4(random.nextInt(8_192))
            : new IpAddress(true, random.nextInt(64), (long) random.nextInt(128) << 57);
    }

    private static boolean contains(final LocalAddresses local, final IpAddress address) {
        return local.contains(address.wireHigh(), address.wireLow());
    }

    private static int ipv4(final String address) {
        return Integer.reverseBytes((int) IpAddress.parse(address).low());
    }
}
