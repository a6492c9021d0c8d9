/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bonds of devices without a network: they take whatever they are given, and their links are as they are told. */
@ExtendWith(WithDpdk.class)
class BondTest {
    private static final int BURST = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Eal eal;
    private final Mempool pool;
    private final long array = NativeMemory.allocate(BURST * Long.BYTES, Long.BYTES);
    private final List<EthernetPort> members = new ArrayList<>();

    BondTest(final Eal eal) {
        this.eal = eal;
        pool = Mempool.create(eal, "bonds", 4095, 64, 2176);
    }

    @AfterEach
    void shouldLeaveNoPortAndAFullPool() {
        members.forEach(EthernetPort::close);
        assertThat(EthernetPort.count(eal)).isZero();
        assertThat(pool.inUse()).isZero();
        pool.close();
        NativeMemory.free(array);
    }

    private Bond bond(final BondMode mode, final int primary, final @Nullable Boolean... links) {
        for (int i = 0; i < links.length; i++) {
            members.add(EthernetPort.attach(eal, "net_null_member" + i + (i == 0 ? ",no-rx=1" : "")));
        }
        return start(Bond.create(eal, "net_bonding0", mode, BondHash.LAYER3_4, primary, members), links);
    }

    private Bond start(final Bond bond, final @Nullable Boolean... links) {
        boolean started = false;
        try {
            bond.port().configure(PortConfiguration.queues(1, 1));
            bond.port().setUpRxQueue(0, 256, pool);
            bond.port().setUpTxQueue(0, 256);
            bond.start(Arrays.asList(links));
            started = true;
            return bond;
        } finally {
            if (!started) {
                bond.close();
            }
        }
    }

    /** By which member a packet left: that whose counter grew. */
    private int carrier(final Bond bond) {
        final long[] before = members.stream().mapToLong(port -> port.statistics().txPackets()).toArray();
        final long sent = pool.allocate();
        Mbuf.append(sent, 60);
        NativeMemory.int64(array, sent);
        assertThat(bond.port().txQueue(0).burst(array, 1)).isEqualTo(1);
        return IntStream.range(0, before.length)
            .filter(i -> members.get(i).statistics().txPackets() > before[i]).findFirst().orElse(Bond.NONE);
    }

    private static void await(final BooleanSupplier condition) throws InterruptedException {
        for (long begin = System.nanoTime(); !condition.getAsBoolean(); Thread.sleep(1)) {
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PATIENCE);
        }
    }

    private static BitSet set(final int... numbers) {
        return Arrays.stream(numbers).collect(BitSet::new, BitSet::set, BitSet::or);
    }

    @Test
    void shouldCarryByTheOtherMemberWhileTheLinkOfTheActiveOneIsDown() throws InterruptedException {
        try (Bond bond = bond(BondMode.ACTIVE_BACKUP, Bond.NONE, true, true)) {
            await(() -> bond.participants().equals(set(0, 1)));
            assertThat(bond.active()).isZero();
            assertThat(carrier(bond)).isZero();
            bond.link(0, false);
            await(() -> bond.active() == 1);
            assertThat(bond.participants()).isEqualTo(set(1));
            assertThat(carrier(bond)).isEqualTo(1);
            bond.link(0, true);
            await(() -> bond.participants().equals(set(0, 1)));
            assertThat(bond.active()).as("nobody prefers the first").isEqualTo(1);
            assertThat(carrier(bond)).isEqualTo(1);
        }
    }

    @Test
    void shouldReturnToThePrimaryMemberWhenItsLinkIsBack() throws InterruptedException {
        try (Bond bond = bond(BondMode.ACTIVE_BACKUP, 1, true, true)) {
            await(() -> bond.active() == 1);
            bond.link(1, false);
            await(() -> bond.active() == 0);
            assertThat(carrier(bond)).isZero();
            bond.link(1, true);
            await(() -> bond.active() == 1);
            assertThat(carrier(bond)).isEqualTo(1);
        }
    }

    @Test
    void shouldStayWithTheMemberThatIsPreferredMeanwhile() throws InterruptedException {
        try (Bond bond = bond(BondMode.ACTIVE_BACKUP, 0, true, true)) {
            await(() -> bond.participants().equals(set(0, 1)));
            bond.link(0, false);
            await(() -> bond.active() == 1);
            bond.prefer(1);
            bond.link(0, true);
            await(() -> bond.participants().equals(set(0, 1)));
            assertThat(bond.active()).isEqualTo(1);
            assertThat(bond.port().macAddress()).as("the first primary's").isEqualTo(members.get(0).macAddress());
            bond.prefer(0);
            assertThat(bond.active()).isZero();
            assertThat(carrier(bond)).isZero();
        }
    }

    @Test
    void shouldBeDownWhileNoMemberHasALink() throws InterruptedException {
        try (Bond bond = bond(BondMode.ACTIVE_BACKUP, Bond.NONE, false, false)) {
            assertThat(bond.participants()).isEqualTo(set());
            assertThat(bond.port().linkStatus().isUp()).isFalse();
            bond.link(1, true);
            await(() -> bond.port().linkStatus().isUp());
            assertThat(bond.active()).isEqualTo(1);
            bond.link(1, false);
            await(() -> !bond.port().linkStatus().isUp());
        }
    }

    @Test
    void shouldSendAsSoonAsItIsStarted() {
        try (Bond bond = bond(BondMode.ACTIVE_BACKUP, Bond.NONE, null, null)) {
            assertThat(carrier(bond)).isZero();
        }
    }

    @Test
    void shouldReceiveByTheActiveMemberAloneAndLeaveTheRestToWhoAsksForIt() {
        try (Bond bond = bond(BondMode.ACTIVE_BACKUP, Bond.NONE, true, true)) {
            assertThat(bond.port().rxQueue(0).burst(array, BURST)).isZero();
            assertThat(bond.rxQueue(1, 0).burst(array, BURST)).isEqualTo(BURST);
            assertThat(Mbuf.port(NativeMemory.int64(array))).isEqualTo(members.get(1).id());
            pool.free(array, 0, BURST);
        }
    }

    /** As {@code net_af_xdp}, of which the test would need an interface. */
    @Test
    void shouldSayWhenAMemberCannotTakeTheBondsMacAddress() {
        members.add(EthernetPort.attach(eal, "net_ring_member0"));
        members.add(EthernetPort.attach(eal, "net_ring_member1"));
        final Bond bond = Bond.create(
            eal, "net_bonding0", BondMode.ACTIVE_BACKUP, BondHash.LAYER2, Bond.NONE, members);
        assertThatThrownBy(() -> start(bond, true, true)).isInstanceOf(DpdkException.class)
            .hasMessageContaining("Failed to update port Id 0 MAC address");
    }

    @Test
    void shouldHaveTheMacAddressOfItsFirstMember() {
        members.add(EthernetPort.attach(eal, "net_null_member0"));
        members.add(EthernetPort.attach(eal, "net_null_member1"));
        members.getFirst().macAddress(0x02_00_5e_10_00_01L);
        try (Bond bond = Bond.create(
            eal, "net_bonding0", BondMode.ACTIVE_BACKUP, BondHash.LAYER2, Bond.NONE, members)) {
            assertThat(bond.port().macAddress()).isEqualTo(0x02_00_5e_10_00_01L);
            assertThat(bond.port().info().driver()).isEqualTo("net_bonding");
        }
    }

    @Test
    void shouldNotDistributeWithoutAPartner() throws InterruptedException {
        try (Bond bond = bond(BondMode.LACP, Bond.NONE, true, true)) {
            // What the second member receives all the time is nothing that it collects.
            assertThat(bond.port().rxQueue(0).burst(array, BURST)).isZero();
            await(() -> bond.participants().equals(set(0, 1)));
            final LacpState state = Objects.requireNonNull(bond.lacp(0));
            assertThat(state.isDistributing()).isFalse();
            assertThat(state.isCollecting()).isFalse();
            assertThat(state.partner()).isZero();
            bond.link(0, false);
            await(() -> bond.participants().equals(set(1)));
            assertThat(bond.lacp(0)).isNull();
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAName() {
        members.add(EthernetPort.attach(eal, "net_null_member0"));
        assertThatThrownBy(() -> Bond.create(
            eal, "bond0", BondMode.ACTIVE_BACKUP, BondHash.LAYER2, Bond.NONE, members))
            .isInstanceOf(DpdkException.class).hasMessageContaining("rte_eth_bond_create mode=1");
    }

    @Test
    void shouldLeaveNothingWhenAMemberCannotBeOne() {
        members.add(EthernetPort.attach(eal, "net_null_member0"));
        final List<EthernetPort> twice = List.of(members.getFirst(), members.getFirst());
        assertThatThrownBy(() -> Bond.create(
            eal, "net_bonding0", BondMode.ACTIVE_BACKUP, BondHash.LAYER2, Bond.NONE, twice))
            .isInstanceOf(DpdkException.class).hasMessageContaining("rte_eth_bond_slave_add");
    }
}
