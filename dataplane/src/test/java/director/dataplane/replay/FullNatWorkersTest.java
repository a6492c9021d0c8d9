/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import static director.dataplane.testkit.IpPackets.udp;
import static director.dataplane.testkit.Settings.fullNat;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.IpPackets;
import director.dataplane.testkit.NaiveChecksum;
import director.dataplane.testkit.Settings;
import director.schedulers.SchedulerRegistry;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** Full NAT with several workers, both versions of IP, and between them. */
@ParameterizedClass
@CsvSource({
    "1, 10.0.0.7, 10.0.0.100, 10.9.0.1, 10.9.0.200", "2, 10.0.0.7, 10.0.0.100, 10.9.0.1, 10.9.0.200",
    "8, 10.0.0.7, 10.0.0.100, 10.9.0.1, 10.9.0.200", "1, fd00::7, fd00::100, fd09::1, fd09::200",
    "2, fd00::7, fd00::100, fd09::1, fd09::200", "3, fd00::7, fd00::100, fd09::1, fd09::200",
    "3, fd00::7, fd00::100, 10.9.0.1, 10.9.0.200", "2, 10.0.0.7, 10.0.0.100, fd09::1, fd09::200"})
class FullNatWorkersTest {
    private static final int CONNECTIONS = 400;

    private final int workers;
    private final String client;
    private final String virtual;
    private final String server;
    private final String local;
    private final ReplayDirector director;

    FullNatWorkersTest(
        final int workers, final String client, final String virtual, final String server, final String local) {
        this.workers = workers;
        this.client = client;
        this.virtual = virtual;
        this.server = server;
        this.local = local;
        this.director = new ReplayDirector(SchedulerRegistry.load(), ReplayNetwork.STANDARD, 4_096, workers);
    }

    @AfterEach
    void close() {
        director.pass(3_600_000, 1_000);
        assertThat(director.connectionCount()).isZero();
        assertThat(director.mbufsInUse()).as("mbufs that were lost").isZero();
        director.localPorts().addresses().forEach(each -> assertThat(each.used()).isZero());
        director.close();
    }

    /** Network cards hash one end alone, and the local port was chosen for it: nobody hands anything over. */
    @Test
    void shouldReceiveRepliesWhereTheConnectionIs() {
        director.shareOutByHash();
        serve(null);
        reply(open(500));
        // What neighbours say of themselves, everybody has been told by now.
        final long told = count(WorkerCounter.HANDED_OVER);
        reply(open(1_000));
        assertThat(count(WorkerCounter.HANDED_OVER)).isEqualTo(told);
        assertThat(director.workers()).allSatisfy(worker ->
            assertThat(worker.counters().get(WorkerCounter.CONNECTIONS_OPENED))
                .isGreaterThan(CONNECTIONS / workers / 2));
        assertThat(director.takeDrops()).isEmpty();
    }

    @Test
    void shouldFindTheConnectionOfAReplyWhateverWorkerReceivesIt() {
        serve(null);
        reply(open(1_000));
        assertThat(director.takeDrops()).isEmpty();
    }

    /** Clients are one worker's by their address, and replies theirs by the local port. */
    @Test
    void shouldReceiveRepliesOfPersistentServicesWhereTheConnectionIs() {
        serve(new Persistence(300, client.contains(":") ? 64 : 24, null));
        final Map<Integer, Integer> locals = open(1_000);
        director.shareOutByHash();
        reply(locals);
        final long told = count(WorkerCounter.HANDED_OVER);
        reply(locals);
        assertThat(count(WorkerCounter.HANDED_OVER)).isEqualTo(told);
    }

    @Test
    void shouldTakeErrorsAboutRequestsToTheClient() {
        serve(null);
        final Map<Integer, Integer> locals = open(1_000);
        locals.forEach((port, localPort) -> {
            final byte[] about = udp(local, localPort, server, 53, 20, false);
            director.inject(Side.REAL, error("10.9.0.77", "fd09::77", local, about));
            final byte[] error = only(Side.CLIENT);
            assertThat(IpPackets.source(error)).isEqualTo(virtual);
            assertThat(IpPackets.destination(error)).isEqualTo(client);
            final byte[] quote = quote(error);
            assertThat(IpPackets.source(quote)).isEqualTo(client);
            assertThat(IpPackets.destination(quote)).isEqualTo(virtual);
            assertThat(Bytes.uint16(IpPackets.payload(quote), 0)).isEqualTo(port);
            assertThat(Bytes.uint16(IpPackets.payload(quote), 2)).isEqualTo(53);
        });
    }

    @Test
    void shouldTakeErrorsAboutRepliesToTheRealServerFromTheLocalAddress() {
        serve(null);
        final Map<Integer, Integer> locals = open(1_000);
        locals.forEach((port, localPort) -> {
            final byte[] about = udp(virtual, 53, client, port, 20, false);
            director.inject(Side.CLIENT, error("10.0.0.77", "fd00::77", virtual, about));
            final byte[] error = only(Side.REAL);
            assertThat(IpPackets.source(error)).isEqualTo(local);
            assertThat(IpPackets.destination(error)).isEqualTo(server);
            final byte[] quote = quote(error);
            assertThat(IpPackets.source(quote)).isEqualTo(server);
            assertThat(IpPackets.destination(quote)).isEqualTo(local);
            assertThat(Bytes.uint16(IpPackets.payload(quote), 2)).isEqualTo(localPort);
        });
    }

    @Test
    void shouldRefuseIpsecWhoseKeysWereAgreedOnThroughFullNat() {
        add(fullNat(new ServiceSettings(Protocol.UDP, IpAddress.parse(virtual), 500, "rr", 0,
            List.of(Settings.realServer(server, 500))), local));
        director.inject(Side.CLIENT, udp(client, 500, virtual, 500, 20, false));
        only(Side.REAL);
        director.inject(Side.CLIENT, IpPackets.packet(client, virtual, 50, new byte[40]));
        assertThat(director.takeDrops()).containsExactly(DropReason.PROTOCOL_UNSUPPORTED);
        director.takeEmitted();
    }

    private void serve(final @Nullable Persistence persistence) {
        final ServiceSettings plain = fullNat(new ServiceSettings(Protocol.UDP, IpAddress.parse(virtual), 53, "rr", 0,
            List.of(Settings.realServer(server, 53))), local);
        add(new ServiceSettings(plain.protocol(), plain.address(), plain.port(), 0, "rr", 0, persistence, false, 0,
            plain.timeouts(), plain.realServers()).withLocalAddresses(plain.localAddresses()));
    }

    private void add(final ServiceSettings service) {
        director.change(proxy -> proxy.addService(service));
    }

    /** Local ports by the clients' ports. */
    private Map<Integer, Integer> open(final int first) {
        final Map<Integer, Integer> locals = new HashMap<>();
        final Set<Integer> distinct = new HashSet<>();
        for (int port = first; port < first + CONNECTIONS; port++) {
            final byte[] request = udp(client, port, virtual, 53, 30, false);
            director.inject(Side.CLIENT, request);
            final byte[] sent = only(Side.REAL);
            final int localPort = Bytes.uint16(IpPackets.payload(sent), 0);
            locals.put(port, localPort);
            distinct.add(localPort);
            assertThat(withHops(sent, 64)).isEqualTo(udp(local, localPort, server, 53, 30, false));
        }
        assertThat(distinct).hasSize(CONNECTIONS);
        return locals;
    }

    private void reply(final Map<Integer, Integer> locals) {
        locals.forEach((port, localPort) -> {
            director.inject(Side.REAL, udp(server, 53, local, localPort, 50, false));
            assertThat(withHops(only(Side.CLIENT), 64)).isEqualTo(udp(virtual, 53, client, port, 50, false));
        });
    }

    /** Hops, and an identification that the director has drawn because IPv6 has none. */
    private byte[] withHops(final byte[] packet, final int hops) {
        final byte[] changed = packet.clone();
        if (packet[0] >>> 4 == 6) {
            changed[7] = (byte) hops;
        } else {
            if (client.contains(":") != server.contains(":")) {
                Bytes.uint16(changed, 4, 0x1234);
            }
            changed[8] = (byte) hops;
            Bytes.uint16(changed, 10, 0);
            Bytes.uint16(changed, 10, NaiveChecksum.header(changed, 0));
        }
        return changed;
    }

    private static byte[] error(final String from4, final String from6, final String to, final byte[] about) {
        if (to.contains(":")) {
            return IpPackets.icmpv6Error(from6, to, 1, 4, 0, about);
        }
        final byte[] message = new byte[8 + about.length];
        message[0] = 3;
        message[1] = 3;
        System.arraycopy(about, 0, message, 8, about.length);
        int sum = 0;
        for (int i = 0; i < message.length; i += 2) {
            sum += Bytes.uint16(message, i);
        }
        Bytes.uint16(message, 2, ~((sum & 0xFFFF) + (sum >>> 16)) & 0xFFFF);
        return IpPackets.packet(from4, to, 1, message);
    }

    private static byte[] quote(final byte[] error) {
        final byte[] message = IpPackets.payload(error);
        return Arrays.copyOfRange(message, 8, message.length);
    }

    private byte[] only(final Side side) {
        final List<EmittedPacket> sent = List.copyOf(director.takeEmitted());
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().side()).isEqualTo(side);
        return sent.getFirst().bytes();
    }

    private long count(final WorkerCounter counter) {
        return director.workers().stream().mapToLong(worker -> worker.counters().get(counter)).sum();
    }
}
