/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.neighbour;

import static director.dataplane.neighbour.NeighbourTable.ANSWERED;
import static director.dataplane.neighbour.NeighbourTable.CREATE;
import static director.dataplane.neighbour.NeighbourTable.NONE;
import static director.dataplane.neighbour.NeighbourTable.OVERRIDE;
import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.address.IpAddress;
import director.dataplane.status.DropReason;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.NeighbourRig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeighbourTableTest {
    private static final long MAC = 0x0242_0A00_0007L;

    @RegisterExtension
    final NeighbourRig rig = new NeighbourRig();

    /** Who asks for the director's address is noted, whoever it claims to be. */
    @Test
    void shouldKeepNeighboursInUseWhateverOthersAreForged() {
        final int used = known(0, "10.0.0.7");
        final int generation = rig.neighbours().generation();
        for (int i = 0; i < 1_000; i++) {
            rig.learn(0, "10.0.0." + (10 + i % 200), MAC + i, OVERRIDE + CREATE);
        }
        assertThat(rig.resolve(0, "10.0.0.7")).isEqualTo(used);
        assertThat(rig.resolve(0, "10.0.0.8")).isNotEqualTo(NONE);
        assertThat(rig.neighbours().generation()).isGreaterThan(generation);
        rig.sent(0);
        rig.send(used, 0x45);
        assertThat(rig.sent(0)).singleElement().extracting(Frame::destinationMac).isEqualTo(MAC);
    }

    @Test
    void shouldRefuseANewNeighbourOnlyWhileAllAreInUse() {
        for (int i = 0; i < NeighbourRig.CAPACITY; i++) {
            known(0, "10.0.0." + (10 + i));
        }
        assertThat(rig.resolve(0, "10.0.0.7")).isEqualTo(NONE);
        rig.pass(31_000);
        assertThat(rig.resolve(0, "10.0.0.7")).isNotEqualTo(NONE);
    }

    @Test
    void shouldGiveUpOnASilentNeighbourRatherThanRefuseANewOne() {
        for (int i = 0; i < NeighbourRig.CAPACITY - 1; i++) {
            known(0, "10.0.0." + (10 + i));
        }
        rig.send(rig.resolve(0, "10.0.0.7"), 0x45);
        assertThat(rig.resolve(0, "10.0.0.8")).as("while the silent one may still answer").isEqualTo(
            NONE);
        rig.pass(1_500);
        assertThat(rig.resolve(0, "10.0.0.8")).isNotEqualTo(NONE);
        assertThat(rig.drops(DropReason.NEIGHBOUR_TABLE_FULL)).as("the packet that waited").isEqualTo(1);
        assertThat(rig.neighbours().waiting()).isZero();
    }

    @Test
    void shouldGiveAFrameTheTypeOfItsNextHopWhateverItIs() {
        final int ipv4 = known(0, "10.0.0.7");
        final int ipv6 = known(0, "fd00::7");
        rig.send(ipv4, 0x60);
        rig.send(ipv6, 0x45);
        assertThat(rig.sent(0)).extracting(frame -> Bytes.uint16(frame.bytes(), 12)).containsExactly(0x0800, 0x86DD);
    }

    @Test
    void shouldTellPortsAndVersionsApart() {
        final List<Integer> numbers = List.of(rig.resolve(0, "fe80::7"), rig.resolve(1, "fe80::7"),
            rig.resolve(0, "10.0.0.7"), rig.resolve(0, "::a00:7"), rig.resolve(0, "fe80::8"));
        assertThat(numbers).doesNotHaveDuplicates().doesNotContain(NONE);
        assertThat(rig.neighbours().port(numbers.get(1))).isEqualTo(1);
        assertThat(IpAddress.ofWire(rig.neighbours().high(numbers.get(0)), rig.neighbours().low(numbers.get(0))))
            .hasToString("fe80::7");
        assertThat(IpAddress.ofWire(rig.neighbours().high(numbers.get(2)), rig.neighbours().low(numbers.get(2))))
            .hasToString("10.0.0.7");
    }

    @Test
    void shouldGiveWhatWaitedInVainToTheHandlerInOrderAndLetItSendMeanwhile() {
        final List<Integer> marks = new ArrayList<>();
        final int other = known(0, "fd00::8");
        final int neighbour = rig.resolve(0, "fd00::7");
        rig.neighbours().onUnreachable(mbuf -> {
            marks.add(Bytes.uint8(NativeMemory.bytes(Mbuf.data(mbuf) + 20, 1), 0));
            rig.neighbours().send(marks.size() == 1 ? neighbour : other, mbuf, rig.nowNs());
        });
        rig.send(neighbour, 1);
        rig.send(neighbour, 2);
        rig.send(neighbour, 3);
        rig.pass(3_200);
        assertThat(marks).containsExactly(1, 2, 3);
        assertThat(rig.sent(0).stream().filter(frame -> frame.length() == 60)).hasSize(2);
        assertThat(rig.neighbours().waiting()).as("asked anew").isEqualTo(1);
        assertThat(rig.drops()).isZero();
    }

    @Test
    void shouldDropWhatWaitedInVainUnlessTold() {
        final int neighbour = rig.resolve(0, "fd00::7");
        rig.send(neighbour, 1);
        rig.pass(3_200);
        assertThat(rig.drops(DropReason.NEIGHBOUR_UNREACHABLE)).isEqualTo(1);
    }

    /** RFC 4861 §7.3.3 with the constants of §10, and three requests as Linux sends. */
    @Test
    void shouldPassThroughTheStatesOfUnreachabilityDetection() {
        final int neighbour = known(0, "fd00::7");
        rig.pass(29_000);
        rig.send(neighbour, 1);
        rig.pass(30_000);
        assertThat(rig.sent(0)).as("used while reachable, stale and unused since").hasSize(1);
        rig.send(neighbour, 2);
        rig.pass(4_900);
        rig.send(neighbour, 3);
        assertThat(rig.sent(0)).as("delay").hasSize(2).allMatch(frame -> frame.length() == 60);
        rig.pass(2_900);
        rig.send(neighbour, 4);
        assertThat(rig.sent(0)).as("probes and packets").extracting(Frame::destinationMac).hasSize(4).containsOnly(MAC);
        rig.pass(1_000);
        rig.send(neighbour, 5);
        final List<Frame> anew = rig.sent(0);
        assertThat(anew).as("failed, and asked anew").hasSize(1);
        assertThat(anew.getFirst().destinationMac()).isEqualTo(0x3333_FF00_0007L);
    }

    @Test
    void shouldStayReachableWhenAProbeIsAnswered() {
        final int neighbour = known(0, "fd00::7");
        rig.pass(31_000);
        rig.send(neighbour, 1);
        rig.pass(5_500);
        rig.learn(0, "fd00::7", MAC, ANSWERED);
        rig.sent(0);
        rig.pass(29_000);
        rig.send(neighbour, 2);
        rig.pass(900);
        assertThat(rig.sent(0)).hasSize(1);
    }

    @Test
    void shouldProbeSoonWhoWasOnlyHeardOf() {
        rig.learn(0, "10.0.0.7", MAC, CREATE + OVERRIDE);
        final int neighbour = rig.resolve(0, "10.0.0.7");
        rig.send(neighbour, 1);
        assertThat(rig.sent(0)).hasSize(1);
        rig.pass(5_500);
        assertThat(rig.sent(0)).hasSize(1).allMatch(frame -> frame.isArp() && frame.destinationMac() == MAC);
    }

    /** A map is the model of the index, through thousands of additions and removals in a table that is often full. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldFindWhatAMapFinds(final long seed) {
        final Random random = new Random(seed);
        final int capacity = 1 + random.nextInt(40);
        final NeighbourIndex index = new NeighbourIndex(capacity);
        final Map<String, Integer> model = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            final int port = random.nextInt(3);
            final long high = random.nextInt(3);
            final long low = (long) random.nextInt(8) << 32 | 0xFFFF_0000L;
            final String key = port + " " + high + " " + low;
            final int expected = model.getOrDefault(key, NONE);
            assertThat(index.find(port, high, low)).isEqualTo(expected);
            if (expected != NONE) {
                assertThat(index.port(expected) + " " + index.high(expected) + " " + index.low(expected))
                    .isEqualTo(key);
                if (random.nextBoolean()) {
                    index.remove(expected);
                    model.remove(key);
                }
            } else {
                final int number = index.add(port, high, low);
                assertThat(number == NONE).isEqualTo(model.size() == capacity);
                if (number != NONE) {
                    assertThat(model.values()).doesNotContain(number);
                    model.put(key, number);
                }
            }
        }
        assertThat(index.highest()).isLessThanOrEqualTo(capacity);
    }

    private int known(final int port, final String address) {
        final int neighbour = rig.resolve(port, address);
        rig.learn(port, address, MAC, ANSWERED + OVERRIDE);
        rig.sent(port);
        return neighbour;
    }
}
