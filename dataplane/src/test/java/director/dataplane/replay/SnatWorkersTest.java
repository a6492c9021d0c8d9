/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import static director.dataplane.testkit.IpPackets.udp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.AddressRange;
import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.conductor.Change;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.SnatSettings;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** SNAT with several workers and both versions of IP. */
@ParameterizedClass
@CsvSource({
    "2, 10.9.0.7, 192.0.2., 10.0.0.200", "8, 10.9.0.7, 192.0.2., 10.0.0.200",
    "1, fd09::7, 2001:db8::, fd00::200", "3, fd09::7, 2001:db8::, fd00::200"})
class SnatWorkersTest {
    private static final int CONNECTIONS = 200;
    private static final int ECHO_REQUEST = 8;
    private static final int ECHO_REQUEST6 = 128;

    private final int workers;
    private final String host;
    private final String remote;
    private final String address;
    private final boolean ipv6;
    private final ReplayDirector director;

    SnatWorkersTest(final int workers, final String host, final String remote, final String address) {
        this.workers = workers;
        this.host = host;
        this.remote = remote;
        this.address = address;
        this.ipv6 = host.contains(":");
        this.director = new ReplayDirector(SchedulerRegistry.load(), ReplayNetwork.STANDARD, 4_096, workers);
        director.change(proxy -> proxy.apply(List.of(new Change.SetSnat(List.of(new SnatSettings("internet",
            List.of(IpPrefix.parse(ipv6 ? "fd09::/64" : "10.9.0.0/16")), "client",
            List.of(AddressRange.parse(address))))))));
    }

    @AfterEach
    void close() {
        director.pass(400_000, 1_000);
        assertThat(director.connectionCount()).isZero();
        assertThat(director.mbufsInUse()).as("mbufs that were lost").isZero();
        director.localPorts().addresses().forEach(each -> assertThat(each.used()).isZero());
        director.close();
    }

    /** Network cards hash one end alone, and the port was chosen for it: nobody hands anything over. */
    @Test
    void shouldReceiveRepliesWhereTheConnectionIs() {
        director.shareOutByHash();
        reply(open(1_000));
        // What neighbours say of themselves, everybody has been told by now.
        final long told = count(WorkerCounter.HANDED_OVER);
        reply(open(2_000));
        assertThat(count(WorkerCounter.HANDED_OVER)).isEqualTo(told);
        assertThat(director.workers()).allSatisfy(worker ->
            assertThat(worker.counters().get(WorkerCounter.SNAT_OPENED)).isGreaterThan(CONNECTIONS / workers / 2));
        assertThat(director.takeDrops()).isEmpty();
    }

    @Test
    void shouldFindTheConnectionOfAReplyWhateverWorkerReceivesIt() {
        reply(open(1_000));
        assertThat(director.takeDrops()).isEmpty();
    }

    @Test
    void shouldTranslateEchoRequestsAndRepliesWhateverWorkerReceivesThem() {
        final Set<Integer> distinct = new HashSet<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            final String other = other(i);
            director.inject(Side.REAL, echo(host, other, request(), 100 + i, 33));
            final byte[] sent = only(Side.CLIENT);
            final int identifier = Bytes.uint16(IpPackets.payload(sent), 4);
            distinct.add(identifier);
            assertThat(withHops(sent, 64)).isEqualTo(echo(address, other, request(), identifier, 33));
            director.inject(Side.CLIENT, echo(other, address, reply(), identifier, 33));
            assertThat(withHops(only(Side.REAL), 64)).isEqualTo(echo(other, host, reply(), 100 + i, 33));
        }
        assertThat(distinct).hasSize(CONNECTIONS);
        assertThat(director.takeDrops()).isEmpty();
    }

    @Test
    void shouldTakeErrorsToTheHostFromWhoeverSentThem() {
        open(1_000).forEach((port, local) -> {
            final byte[] about = udp(address, local, other(port), 53, 20, false);
            director.inject(Side.CLIENT, error(ipv6 ? "2001:db8:1::1" : "198.51.100.1", address, about));
            final byte[] error = only(Side.REAL);
            assertThat(withHops(error, 64)).isEqualTo(error(ipv6 ? "2001:db8:1::1" : "198.51.100.1", host,
                udp(host, port, other(port), 53, 20, false)));
        });
        open(2_000).forEach((port, local) -> {
            final byte[] about = udp(other(port), 53, host, port, 20, false);
            director.inject(Side.REAL, error(ipv6 ? "fd09::99" : "10.9.0.99", other(port), about));
            final byte[] error = only(Side.CLIENT);
            assertThat(withHops(error, 64)).isEqualTo(error(address, other(port),
                udp(other(port), 53, address, local, 20, false)));
        });
    }

    @Test
    void shouldTakeErrorsAboutEchoRequestsToTheHost() {
        for (int i = 0; i < 50; i++) {
            director.inject(Side.REAL, echo(host, other(i), request(), 100 + i, 33));
            final int identifier = Bytes.uint16(IpPackets.payload(only(Side.CLIENT)), 4);
            director.inject(Side.CLIENT, error(ipv6 ? "2001:db8:1::1" : "198.51.100.1", address,
                echo(address, other(i), request(), identifier, 33)));
            assertThat(withHops(only(Side.REAL), 64)).isEqualTo(error(ipv6 ? "2001:db8:1::1" : "198.51.100.1", host,
                echo(host, other(i), request(), 100 + i, 33)));
        }
    }

    /** The host is a real server, too, whose clients are kept together: other packets have other owners by that. */
    @Test
    void shouldFindConnectionsOfARealServerOfAPersistentService() {
        final ServiceSettings plain = new ServiceSettings(Protocol.UDP,
            IpAddress.parse(ipv6 ? "fd00::100" : "10.0.0.100"), 53, "rr", 0, List.of(Settings.realServer(host, 53)));
        reply(open(1_000));
        director.change(proxy -> proxy.addService(new ServiceSettings(plain.protocol(), plain.address(), plain.port(),
            0, "rr", 0, new Persistence(300, ipv6 ? 64 : 24, null), false, 0, plain.timeouts(),
            plain.realServers())));
        reply(open(3_000));
        assertThat(director.takeDrops()).isEmpty();
    }

    @Test
    void shouldAnswerPingsForItsAddress() {
        director.inject(Side.CLIENT, echo(other(1), address, request(), 5, 9));
        assertThat(withHops(only(Side.CLIENT), 64)).isEqualTo(echo(address, other(1), reply(), 5, 9));
    }

    @Test
    void shouldDropWhatItCannotTranslate() {
        director.inject(Side.REAL, IpPackets.packet(host, other(1), 50, new byte[40]));
        assertThat(director.takeDrops()).containsExactly(DropReason.SNAT_UNTRANSLATABLE);
        assertThat(director.takeEmitted()).isEmpty();
    }

    /** Local ports by the host's ports. */
    private Map<Integer, Integer> open(final int first) {
        final Map<Integer, Integer> locals = new HashMap<>();
        final Set<Integer> distinct = new HashSet<>();
        for (int port = first; port < first + CONNECTIONS; port++) {
            director.inject(Side.REAL, udp(host, port, other(port), 53, 30, false));
            final byte[] sent = only(Side.CLIENT);
            final int local = Bytes.uint16(IpPackets.payload(sent), 0);
            locals.put(port, local);
            distinct.add(local);
            assertThat(withHops(sent, 64)).isEqualTo(udp(address, local, other(port), 53, 30, false));
        }
        assertThat(distinct).hasSize(CONNECTIONS);
        return locals;
    }

    private void reply(final Map<Integer, Integer> locals) {
        locals.forEach((port, local) -> {
            director.inject(Side.CLIENT, udp(other(port), 53, address, local, 50, false));
            assertThat(withHops(only(Side.REAL), 64)).isEqualTo(udp(other(port), 53, host, port, 50, false));
            director.inject(Side.REAL, udp(host, port, other(port), 53, 30, false));
            assertThat(withHops(only(Side.CLIENT), 64)).isEqualTo(udp(address, local, other(port), 53, 30, false));
        });
    }

    /** Whom a connection is to. */
    private String other(final int number) {
        return remote + (1 + number % 200);
    }

    private int request() {
        return ipv6 ? ECHO_REQUEST6 : ECHO_REQUEST;
    }

    private int reply() {
        return ipv6 ? ECHO_REQUEST6 + 1 : 0;
    }

    private byte[] echo(final String from, final String to, final int type, final int identifier, final int data) {
        final byte[] rest = new byte[data];
        Arrays.fill(rest, (byte) 0x5A);
        return icmp(from, to, type, 0, identifier << Short.SIZE | 1, rest);
    }

    private byte[] error(final String from, final String to, final byte[] about) {
        return icmp(from, to, ipv6 ? 1 : 3, ipv6 ? 4 : 3, 0, about);
    }

    private byte[] icmp(
        final String from, final String to, final int type, final int code, final int info, final byte[] rest) {
        if (ipv6) {
            return IpPackets.icmpv6Error(from, to, type, code, info, rest);
        }
        final byte[] message = new byte[8 + rest.length + (rest.length & 1)];
        message[0] = (byte) type;
        message[1] = (byte) code;
        Bytes.uint16(message, 4, info >>> Short.SIZE);
        Bytes.uint16(message, 6, info & 0xFFFF);
        System.arraycopy(rest, 0, message, 8, rest.length);
        int sum = 0;
        for (int i = 0; i < message.length; i += 2) {
            sum += Bytes.uint16(message, i);
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        Bytes.uint16(message, 2, ~((sum & 0xFFFF) + (sum >>> 16)) & 0xFFFF);
        return IpPackets.packet(from, to, 1, Arrays.copyOf(message, 8 + rest.length));
    }

    private static byte[] withHops(final byte[] packet, final int hops) {
        final byte[] changed = packet.clone();
        if (packet[0] >>> 4 == 6) {
            changed[7] = (byte) hops;
        } else {
            changed[8] = (byte) hops;
            // Errors and echoes of the director itself have an identification of their own.
            Bytes.uint16(changed, 4, 0x1234);
            Bytes.uint16(changed, 10, 0);
            Bytes.uint16(changed, 10, NaiveChecksum.header(changed, 0));
        }
        return changed;
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
