/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.TaggedWire.tag;
import static director.dataplane.testkit.TaggedWire.tagged;
import static director.dataplane.testkit.TaggedWire.tags;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.AnswerPolicy;
import director.dataplane.configuration.ForwardPolicy;
import director.dataplane.configuration.HostSettings;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.SubInterface;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames are taken for the same VLANs whether they come in one burst or each by itself. */
class VlanBurstsTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.0.1";
    private static final SubInterface CLIENTS = new SubInterface("trunk", 100, 0);
    /** Behind the same outer tag as that of clients. */
    private static final SubInterface SERVERS = new SubInterface("trunk", 30, 100);
    /** That of clients with other bits. */
    private static final int[] OTHERS = {101, 116, 228, 356, 2_148};
    private static final int FRAMES = 32;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void shouldTakeFramesInABurstLikeTheSameFramesOneByOne(final int seed) {
        final List<byte[]> frames = frames(new SplittableRandom(seed));
        final DirectorRig together = established();
        frames.forEach(together.trunk()::arrive);
        together.settle();
        final DirectorRig apart = established();
        for (final byte[] frame : frames) {
            apart.trunk().arrive(frame);
            apart.settle();
        }
        assertThat(seen(together)).isEqualTo(seen(apart));
        assertThat(counted(together)).isEqualTo(counted(apart));
        assertThat(together.traffic(0).rxPackets()).as("frames of clients").isGreaterThan(5);
        assertThat(together.traffic(1).rxPackets()).as("frames of real servers").isGreaterThan(5);
    }

    /** Many that follow each other in the same VLAN, and what differs from them in little. */
    private static List<byte[]> frames(final SplittableRandom random) {
        final List<byte[]> frames = new ArrayList<>();
        while (frames.size() < FRAMES) {
            final int length = random.nextInt(40);
            frames.add(random.nextBoolean() ? tagged(toService(length), tags(CLIENTS))
                : random.nextBoolean() ? tagged(fromServer(length), tags(SERVERS)) : odd(random, length));
        }
        return frames;
    }

    private static byte[] odd(final SplittableRandom random, final int length) {
        return switch (random.nextInt(12)) {
            case 0 -> toService(length);
            case 1 -> tagged(toService(length), tag(0x8100, OTHERS[random.nextInt(OTHERS.length)]));
            case 2 -> tagged(toService(length), tag(0x88A8, 100));
            case 3 -> tagged(toService(length), tag(0x8100, random.nextInt(16) << 12 | 100));
            case 4 -> tagged(toService(length), tag(0x8100, random.nextInt(16) << 12));
            case 5 -> tagged(tagged(toService(length), tags(CLIENTS)), tag(0x8100, random.nextInt(16) << 12));
            case 6 -> tagged(tagged(toService(length), tag(0x8100, 31)), tags(CLIENTS));
            case 7 -> tagged(tagged(fromServer(length), tag(0x8100, random.nextInt(16) << 12 | 30)),
                tag(0x8100, random.nextInt(16) << 12 | 100));
            case 8 -> tagged(fromServer(length), tag(0x8100, 30));
            case 9 -> tagged(tagged(fromServer(length), tag(0x8100, 31)), tag(0x88A8, 100));
            case 10 -> Arrays.copyOf(tagged(toService(length), tags(CLIENTS)), 14 + random.nextInt(8));
            default -> Arrays.copyOf(tagged(fromServer(length), tags(SERVERS)), 14 + random.nextInt(12));
        };
    }

    private static List<List<String>> seen(final DirectorRig rig) {
        return List.of(words(rig.toReal()), words(rig.toClients()), words(rig.trunk().takeSent()),
            words(rig.clientKernel().takeSent()), words(rig.realKernel().takeSent()),
            words(rig.trunkKernel().takeSent()));
    }

    private static List<String> words(final List<Frame> frames) {
        return frames.stream().map(frame -> Arrays.toString(frame.bytes())).toList();
    }

    private static Map<String, Long> counted(final DirectorRig rig) {
        final Map<String, Long> counts = new TreeMap<>();
        for (final DropReason reason : DropReason.values()) {
            counts.put(reason.name(), rig.drops(reason));
        }
        for (final WorkerCounter counter : List.of(WorkerCounter.RECEIVED, WorkerCounter.TRANSMITTED)) {
            counts.put(counter.name(), rig.count(counter));
        }
        for (int place = 0; place < 2; place++) {
            counts.put("packets in " + place, rig.traffic(place).rxPackets());
            counts.put("bytes in " + place, rig.traffic(place).rxBytes());
            counts.put("packets out " + place, rig.traffic(place).txPackets());
            counts.put("bytes out " + place, rig.traffic(place).txBytes());
        }
        return counts;
    }

    private DirectorRig established() {
        final DirectorRig rig = rigs.open(settings -> settings.kernel().packets(PacketSettings.INITIAL.withHost(
                new HostSettings(AnswerPolicy.KERNEL, ForwardPolicy.FORWARD, AnswerPolicy.ANSWER)))
            .oneArmed(CLIENTS, SERVERS).services(tcp(VIP + ":80", "rr", SERVER + ":8080")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN));
        rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(8_080, 4_000, SYN | ACK));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK), packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK));
        assertThat(rig.toReal()).hasSize(3);
        assertThat(rig.toClients()).hasSize(1);
        return rig;
    }

    private static byte[] toService(final int length) {
        return packet().to(DirectorRig.CLIENT_MAC).ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).payload(length).bytes();
    }

    private static byte[] fromServer(final int length) {
        final PacketBuilder answer = packet().to(DirectorRig.CLIENT_MAC).ipv4(SERVER, CLIENT).tcp(8_080, 4_000, ACK);
        return answer.payload(length).bytes();
    }
}
