/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.localport;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.header.Ipv4;
import director.dataplane.ownership.OwnerHash;
import director.dataplane.ownership.Owners;
import director.dataplane.ownership.Ownership;
import director.dataplane.time.Ticks;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalPoolTest {
    private static final long NOW_NS = 1_000_000_000L;

    private final SplittableRandom random = new SplittableRandom(1);
    private final LocalPorts ports = new LocalPorts();

    @Test
    void shouldUseEveryPortOfEveryAddressOnceBeforeItRefuses() {
        final LocalPool pool = new LocalPool(List.of(address(0, 100), address(1, 100), address(2, 50)));
        final Set<Integer> taken = new HashSet<>();
        for (int i = 0; i < 250; i++) {
            assertThat(taken.add(take(pool))).as("%d", i).isTrue();
        }
        assertThat(taken).doesNotContain(LocalPool.NONE);
        assertThat(take(pool)).isEqualTo(LocalPool.NONE);
    }

    @Test
    void shouldUseAddressesAlike() {
        final LocalAddress one = address(0, 10_000);
        final LocalAddress other = address(1, 10_000);
        final LocalPool pool = new LocalPool(List.of(one, other));
        IntStream.range(0, 10_000).forEach(i -> take(pool));
        assertThat(used(one)).isBetween(4_700, 5_300);
        assertThat(used(one) + used(other)).isEqualTo(10_000);
    }

    @Test
    void shouldFindAPortAgainAsSoonAsOneIsPutBack() {
        final LocalPool pool = new LocalPool(List.of(address(0, 1), address(1, 1)));
        final int first = take(pool);
        take(pool);
        assertThat(take(pool)).isEqualTo(LocalPool.NONE);
        ports.put(first, Ipv4.TCP, Integer.MAX_VALUE, Ticks.of(NOW_NS));
        assertThat(take(pool)).isEqualTo(first);
    }

    @Test
    void shouldFindAPortAgainWhenItHasRested() {
        final LocalPool pool = new LocalPool(List.of(address(0, 1)));
        final int only = take(pool);
        ports.put(only, Ipv4.TCP, 0, Ticks.of(NOW_NS));
        assertThat(take(pool)).isEqualTo(LocalPool.NONE);
        assertThat(ports.take(pool, Ipv4.TCP, 0, NOW_NS + 61_000_000_000L)).isEqualTo(only);
    }

    @Test
    void shouldCountWhatItRefuses() {
        final LocalAddress address = address(0, 1);
        final LocalPool pool = new LocalPool(List.of(address));
        IntStream.range(0, 5).forEach(i -> take(pool));
        assertThat(tcp(address).refused()).isEqualTo(4);
    }

    @Test
    void shouldHaveNothingForAProtocolThatNoServiceUses() {
        final LocalPool pool = new LocalPool(List.of(address(0, 1)));
        assertThat(ports.take(pool, Ipv4.UDP, 0, NOW_NS)).isEqualTo(LocalPool.NONE);
    }

    @Test
    void shouldKnowAddressAndPortOfWhatItGave() {
        final LocalAddress address = address(7, 1);
        final int word = take(new LocalPool(List.of(address)));
        assertThat(ports.high(word)).isEqualTo(address.high());
        assertThat(ports.low(word)).isEqualTo(address.low());
        assertThat(LocalPorts.port(word)).isEqualTo(1);
    }

    @Test
    void shouldLetPortsRestInTheBackground() {
        final LocalAddress address = address(0, 100);
        final LocalPool pool = new LocalPool(List.of(address));
        for (int i = 0; i < 100; i++) {
            ports.put(take(pool), Ipv4.TCP, 0, Ticks.of(NOW_NS));
        }
        assertThat(tcp(address).resting()).isEqualTo(100);
        int settled = 0;
        for (int i = 0; i < 10; i++) {
            settled += ports.poll(NOW_NS + 61_000_000_000L);
        }
        assertThat(settled).isEqualTo(100);
        assertThat(tcp(address).resting()).isZero();
    }

    @Test
    void shouldGiveEachWorkerThePortsWhoseRepliesAreItsOwn() {
        final Owners owners = new Owners(3, Owners.PLACES, OwnerHash.random());
        for (final IpAddress address : List.of(IpAddress.parse("192.0.2.7"), IpAddress.parse("2001:db8::7"))) {
            final FreePorts[] shares = new PortShares(owners, LocalPortSettings.DEFAULT, 5)
                .of(address, PortKind.TCP);
            final Set<Integer> all = new HashSet<>();
            for (int worker = 0; worker < 3; worker++) {
                assertThat(shares[worker].size()).isBetween(19_000, 24_000);
                for (int port = shares[worker].take(0); port != FreePorts.NONE; port = shares[worker].take(0)) {
                    assertThat(owners.owner(Ownership.BY_PORT, address.wireHigh(), address.wireLow(), port))
                        .isEqualTo(worker);
                    assertThat(Integer.reverseBytes(port) >>> Short.SIZE).isBetween(1_024, 65_535);
                    all.add(port);
                }
            }
            assertThat(all).hasSize(64_512);
        }
    }

    @Test
    void shouldBeginWithPortsThatNobodyCanForetell() {
        final Owners owners = new Owners(1, 1, new OwnerHash(new byte[OwnerHash.KEY_BYTES]));
        final FreePorts one = first(owners, 1, "192.0.2.7", PortKind.UDP);
        for (final FreePorts other : List.of(first(owners, 2, "192.0.2.7", PortKind.UDP),
            first(owners, 1, "192.0.2.8", PortKind.UDP), first(owners, 1, "192.0.2.7", PortKind.TCP))) {
            final long alike = IntStream.range(0, 1_000).filter(i -> one.take(0) == other.take(0)).count();
            assertThat(alike).isLessThan(10);
        }
    }

    private static FreePorts first(
        final Owners owners, final long seed, final String address, final PortKind kind) {
        return new PortShares(owners, LocalPortSettings.DEFAULT, seed).of(IpAddress.parse(address), kind)[0];
    }

    private int take(final LocalPool pool) {
        return ports.take(pool, Ipv4.TCP, random.nextLong(), NOW_NS);
    }

    private static LocalAddress address(final int index, final int count) {
        final IpAddress address = IpAddress.ipv4(0xC000_0200 | index);
        return new LocalAddress(index, address.wireHigh(), address.wireLow(),
            new FreePorts(FreePortsTest.ports(count), 60), null, null, null);
    }

    private static FreePorts tcp(final LocalAddress address) {
        return Objects.requireNonNull(address.tcp());
    }

    private static int used(final LocalAddress address) {
        return tcp(address).used();
    }
}
