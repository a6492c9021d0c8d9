/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.TaggedWire.tag;
import static director.dataplane.testkit.TaggedWire.tagged;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.conductor.Change;
import director.dataplane.configuration.AnswerPolicy;
import director.dataplane.configuration.ForwardPolicy;
import director.dataplane.configuration.HostSettings;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.SubInterface;
import director.dataplane.status.DropReason;
import director.dataplane.status.KernelTraffic;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.RigSettings;
import director.dataplane.testkit.Rigs;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each port has its own limit of what the kernel of the director's machine gets by it, and counts it. */
class KernelRateTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String OWN = "10.0.0.254";
    private static final String SERVER = "10.9.0.1";
    private static final String OWN_OF_REAL = "10.9.0.254";
    private static final int PORT_OF_CLIENTS = 0;
    private static final int PORT_OF_SERVERS = 1;
    private static final int TRUNK = 2;
    /** Two packets of a class at once. */
    private static final HostSettings SLOW =
        new HostSettings(AnswerPolicy.KERNEL, ForwardPolicy.FORWARD, AnswerPolicy.ANSWER, 10);

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldNotLetAFloodAtOnePortKeepWhatArrivesAtAnotherFromTheKernel() {
        final DirectorRig rig = rigs.open(settings -> kernel(settings, SLOW));
        for (int i = 0; i < 50; i++) {
            rig.fromClient(ofEachClass(CLIENT, OWN));
        }
        assertThat(rig.clientKernel().takeSent()).as("two of each class").hasSize(8);
        final PacketBuilder[] ofServers = ofEachClass(SERVER, OWN_OF_REAL);
        rig.fromReal(ofServers);
        assertThat(rig.realKernel().takeSent()).extracting(Frame::bytes)
            .containsExactlyElementsOf(List.of(ofServers).stream().map(PacketBuilder::bytes).toList());
    }

    @Test
    void shouldNotLetAFloodOfAnnouncementsAtOnePortKeepThoseAtAnotherFromTheKernel() {
        final DirectorRig rig = rigs.open(settings -> kernel(settings, SLOW));
        for (int i = 0; i < 50; i++) {
            rig.fromClient(announcement(CLIENT));
        }
        assertThat(rig.clientKernel().takeSent()).hasSize(2);
        rig.fromReal(announcement(SERVER));
        assertThat(rig.realKernel().takeSent()).hasSize(1);
    }

    @Test
    void shouldNotLetAFloodInOneVlanKeepWhatArrivesInOthersFromTheKernel() {
        final DirectorRig rig = rigs.open(settings -> kernel(settings, SLOW)
            .oneArmed(new SubInterface("trunk", 100, 0), new SubInterface("trunk", 200, 0)));
        final byte[] ofNoPort = tagged(
            packet().to(DirectorRig.CLIENT_MAC).ipv4(CLIENT, OWN).udp(1_000, 53).bytes(), tag(0x8100, 300));
        for (int i = 0; i < 50; i++) {
            rig.fromClient(ofEachClass(CLIENT, OWN));
            rig.trunk().arrive(ofNoPort);
            rig.settle();
        }
        assertThat(rig.clientKernel().takeSent()).as("two of each class").hasSize(8);
        assertThat(rig.trunkKernel().takeSent()).as("with other tags").hasSize(2);
        rig.fromReal(ofEachClass(SERVER, OWN_OF_REAL));
        assertThat(rig.realKernel().takeSent()).hasSize(4);
        rig.trunk().arrive(packet().to(DirectorRig.CLIENT_MAC).ipv4("10.7.0.1", "10.7.0.254").udp(1, 53).bytes());
        rig.settle();
        assertThat(rig.trunkKernel().takeSent()).as("without").hasSize(1);
        assertThat(rig.kernelTraffic(PORT_OF_CLIENTS).refused()).isEqualTo(192);
        assertThat(rig.kernelTraffic(PORT_OF_SERVERS).refused()).isZero();
        assertThat(rig.kernelTraffic(TRUNK).refused()).isEqualTo(48);
    }

    @Test
    void shouldGoByTheNumberOfThePortWhereItHasOne() {
        final DirectorRig rig = rigs.open(settings ->
            kernel(settings, SLOW.withPortRates(Map.of(PORT_OF_SERVERS, 100))));
        flood(rig);
        // A tenth of a second's at once, and one more; then as many as come in a second.
        assertThat(rig.clientKernel().takeSent()).hasSizeBetween(10, 12);
        assertThat(rig.realKernel().takeSent()).hasSizeBetween(109, 111);
        rig.carryOut(rig.proxy().apply(List.of(new Change.SetHost(SLOW.withPortRates(Map.of(PORT_OF_CLIENTS, 50))))));
        flood(rig);
        assertThat(rig.clientKernel().takeSent()).as("changed while it runs").hasSizeBetween(49, 56);
        assertThat(rig.realKernel().takeSent()).as("as all").hasSizeBetween(9, 12);
    }

    @Test
    void shouldCountByPortWhatItCountsInTotal() {
        final DirectorRig rig = rigs.open(settings -> kernel(settings, SLOW));
        for (int i = 0; i < 5; i++) {
            rig.fromClient(ofEachClass(CLIENT, OWN));
        }
        rig.fromReal(ofEachClass(SERVER, OWN_OF_REAL));
        rig.realKernel().arrive(packet().to(0x02AA).ipv4(OWN_OF_REAL, SERVER).tcp(22, 1_000, SYN | ACK).bytes());
        rig.settle();
        final KernelTraffic clients = rig.kernelTraffic(PORT_OF_CLIENTS);
        assertThat(clients.toKernel()).isEqualTo(8);
        assertThat(clients.fromKernel()).isZero();
        assertThat(clients.refused()).isEqualTo(12);
        final KernelTraffic servers = rig.kernelTraffic(PORT_OF_SERVERS);
        assertThat(servers.toKernel()).isEqualTo(4);
        assertThat(servers.fromKernel()).isEqualTo(1);
        assertThat(servers.refused()).isZero();
        assertThat(rig.count(WorkerCounter.TO_KERNEL)).isEqualTo(12);
        assertThat(rig.count(WorkerCounter.FROM_KERNEL)).isEqualTo(1);
        assertThat(rig.drops(DropReason.KERNEL_RATE)).isEqualTo(12);
    }

    /** One packet a millisecond to the director's addresses, by each port, for a second. */
    private static void flood(final DirectorRig rig) {
        IntStream.range(0, 1_000).forEach(_ -> {
            rig.fromClient(packet().ipv4(CLIENT, OWN).udp(1_000, 53));
            rig.fromReal(packet().ipv4(SERVER, OWN_OF_REAL).udp(1_000, 53));
            rig.clock().advanceMillis(1);
        });
    }

    private static PacketBuilder[] ofEachClass(final String from, final String to) {
        return new PacketBuilder[] {
            packet().ipv4(from, "224.0.0.18").protocol(112).payload(20),
            packet().ipv4(from, to).tcp(1_000, 22, ACK),
            packet().ipv4(from, to).tcp(1_000, 22, SYN),
            packet().ipv4(from, to).udp(1_000, 53),
        };
    }

    private static PacketBuilder announcement(final String address) {
        return packet().to(PacketBuilder.BROADCAST).arp(PacketBuilder.REQUEST, 0x02BB, address, 0, address);
    }

    private static RigSettings kernel(final RigSettings settings, final HostSettings host) {
        return settings.kernel().packets(PacketSettings.INITIAL.withHost(host));
    }
}
