/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.FIN;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.RST;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.fullNat;
import static director.dataplane.testkit.Settings.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.conductor.ServiceException;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import director.dataplane.testkit.TcpSegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the header of the PROXY protocol is sent, and what becomes of segments around it, one by one. */
class ProxyProtocolTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.1.2";
    private static final String LOCAL = "10.9.0.200";
    private static final String HEADER = "PROXY TCP4 10.0.0.7 10.0.0.100 4000 80\r\n";
    private static final int LENGTH = HEADER.length();
    /** Of the client's first byte, and of the real server's. */
    private static final int FIRST = 1_001;
    private static final int SERVER_FIRST = 7_001;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @SuppressWarnings("NullAway.Init")
    private DirectorRig rig;

    private int local;

    @Test
    void shouldSendTheHeaderInPlaceOfTheAcknowledgmentThatEndsTheHandshake() {
        answered();
        final TcpSegment header = only(client(FIRST, ACK, "").withOptions(8, 10, 1, 2, 3, 4, 5, 6, 7, 8));
        assertThat(header.text()).isEqualTo(HEADER);
        assertThat(header.sequence()).isEqualTo(FIRST);
        assertThat(header.acknowledgment()).isEqualTo(SERVER_FIRST);
        assertThat(header.flags()).isEqualTo(ACK | PSH);
        assertThat(header.window()).isEqualTo(8_000);
        assertThat(header.option(8)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(header.source()).isEqualTo(LOCAL);
        assertThat(header.sourcePort()).isEqualTo(local);
    }

    @Test
    void shouldSendDataAloneBehindTheHeaderThatIsOnItsWay() {
        established();
        final TcpSegment data = only(client(FIRST, ACK | PSH, "GET /"));
        assertThat(data.text()).isEqualTo("GET /");
        assertThat(data.sequence()).isEqualTo(FIRST + LENGTH);
        assertThat(only(client(FIRST + 5, ACK | PSH, " HTTP")).sequence()).isEqualTo(FIRST + LENGTH + 5);
    }

    @Test
    void shouldSendTheHeaderAsASegmentOfItsOwnInFrontOfDataThatFillsThePath() {
        answered();
        final List<TcpSegment> sent = send(client(FIRST, ACK | PSH, "x".repeat(1_460)));
        assertThat(sent).extracting(TcpSegment::text).containsExactly(HEADER, "x".repeat(1_460));
        assertThat(sent).extracting(TcpSegment::sequence).containsExactly(FIRST, FIRST + LENGTH);
    }

    @Test
    void shouldSendTheHeaderAgainWhenTheRealServerAnswersTheSynAgain() {
        established();
        reply(server(SERVER_FIRST - 1, FIRST, SYN | ACK, ""));
        assertThat(only(client(FIRST, ACK, "")).text()).isEqualTo(HEADER);
        assertThat(only(client(FIRST, ACK, "")).data()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /", "GE", "GET / HTTP/1.1"})
    void shouldSendTheHeaderAgainWhenTheClientBeginsAnew(final String again) {
        established();
        only(client(FIRST, ACK | PSH, "GET /"));
        assertThat(send(client(FIRST, ACK | PSH, again))).extracting(TcpSegment::text).containsExactly(HEADER, again);
        acknowledge(FIRST + LENGTH);
        assertThat(only(client(FIRST, ACK | PSH, again)).text()).isEqualTo(again);
    }

    @Test
    void shouldSendTheHeaderAgainWhenTheRealServerShowsThatItLacksIt() {
        established();
        only(client(FIRST, ACK | PSH, "GET /"));
        final TcpSegment told = reply(server(SERVER_FIRST, FIRST, ACK, "")
            .withOptions(1, 1, 5, 10, 0, 0, 0, 0, 0, 0, 0, 9));
        assertThat(told.acknowledgment()).isEqualTo(FIRST);
        assertThat(told.option(TcpSegment.SACK)).isEmpty();
        assertThat(send(client(FIRST + 5, ACK | PSH, "x"))).extracting(TcpSegment::text).containsExactly(HEADER, "x");
    }

    @Test
    void shouldTellTheClientNothingOfAPartOfTheHeader() {
        established();
        assertThat(reply(server(SERVER_FIRST, FIRST + 7, ACK, "")).acknowledgment()).isEqualTo(FIRST);
        assertThat(only(client(FIRST, ACK, "")).text()).isEqualTo(HEADER);
        assertThat(reply(server(SERVER_FIRST, FIRST + LENGTH, ACK, "")).acknowledgment()).isEqualTo(FIRST);
        assertThat(reply(server(SERVER_FIRST, FIRST + LENGTH + 3, ACK, "")).acknowledgment()).isEqualTo(FIRST + 3);
        // One that was on its way for longer.
        assertThat(reply(server(SERVER_FIRST, FIRST + 7, ACK, "")).acknowledgment()).isEqualTo(FIRST);
    }

    @Test
    void shouldTranslateSelectiveAcknowledgmentsAndTakeOutThoseOfTheHeader() {
        established();
        acknowledge(FIRST + LENGTH);
        assertThat(reply(server(SERVER_FIRST, FIRST + LENGTH, ACK, "")
            .withSack(FIRST + LENGTH + 10, FIRST + LENGTH + 20, FIRST + LENGTH + 30, FIRST + LENGTH + 40))
            .sack()).containsExactly(FIRST + 10, FIRST + 20, FIRST + 30, FIRST + 40);
        assertThat(reply(server(SERVER_FIRST, FIRST + LENGTH + 5, ACK, "").withSack(FIRST, FIRST + LENGTH))
            .sack()).isEmpty();
    }

    @Test
    void shouldLeaveRoomForTheHeaderInTheWindow() {
        open();
        assertThat(reply(server(SERVER_FIRST - 1, FIRST, SYN | ACK, "").withWindow(5_000)).window())
            .isEqualTo(5_000 - LENGTH);
        assertThat(reply(server(SERVER_FIRST - 1, FIRST, SYN | ACK, "").withWindow(LENGTH - 1)).window()).isZero();
        only(client(FIRST, ACK, ""));
        assertThat(reply(server(SERVER_FIRST, FIRST + LENGTH, ACK, "").withWindow(5_000)).window()).isEqualTo(5_000);
    }

    @Test
    void shouldOpenAConnectionWithoutDataOrExtensionsOfTheSyn() {
        rig = rig(ClientAddress.Form.PROXY_V1);
        final TcpSegment syn = only(client(FIRST - 1, SYN, "early!!").withOptions(
            2, 4, 5, 180, 34, 6, 1, 2, 3, 4, 30, 4, 0, 1, 254, 6, 0xF9, 0x89, 7, 7, 1, 3, 3, 7));
        assertThat(syn.data()).isEmpty();
        assertThat(syn.sequence()).isEqualTo(FIRST - 1);
        assertThat(syn.options()).containsExactly(
            2, 4, 5, 180, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 7);
    }

    @Test
    void shouldMoveAResetOnlyIfTheHeaderIsOnItsWay() {
        answered();
        assertThat(only(client(FIRST, RST, "")).sequence()).isEqualTo(FIRST);
        established();
        assertThat(only(client(FIRST, RST, "")).sequence()).isEqualTo(FIRST + LENGTH);
        established();
        reply(server(SERVER_FIRST, FIRST, ACK, ""));
        assertThat(only(client(FIRST, RST, "")).sequence()).isEqualTo(FIRST);
    }

    @Test
    void shouldSendTheHeaderInFrontOfAnEndWithoutData() {
        answered();
        final List<TcpSegment> sent = send(client(FIRST, ACK | FIN, ""));
        assertThat(sent).extracting(TcpSegment::flags).containsExactly(ACK | PSH, ACK | FIN);
        assertThat(sent).extracting(TcpSegment::sequence).containsExactly(FIRST, FIRST + LENGTH);
        assertThat(reply(server(SERVER_FIRST, FIRST + LENGTH + 1, ACK, "")).acknowledgment()).isEqualTo(FIRST + 1);
    }

    @Test
    void shouldAnswerAProbeBeforeTheFirstByteWithTheHeaderAlone() {
        established();
        assertThat(only(client(FIRST - 1, ACK, "z")).text()).isEqualTo(HEADER);
        acknowledge(FIRST + LENGTH);
        assertThat(only(client(FIRST - 1, ACK, "z")).sequence()).isEqualTo(FIRST + LENGTH - 1);
    }

    @Test
    void shouldMakeNoHeaderFromADamagedSegmentAndBelieveNoDamagedAcknowledgment() {
        answered();
        rig.fromClient(damaged(client(FIRST, ACK | PSH, "GET /")));
        assertThat(rig.toRealServer().isChecksumRight()).isFalse();
        only(client(FIRST, ACK, ""));
        rig.fromReal(damaged(server(SERVER_FIRST, FIRST + LENGTH, ACK, "")));
        assertThat(rig.toClient().isChecksumRight()).isFalse();
        reply(server(SERVER_FIRST, FIRST, ACK, ""));
        assertThat(only(client(FIRST, ACK, "")).text()).isEqualTo(HEADER);
    }

    @Test
    void shouldRefuseWhatCannotBeOfWhoGotTheAnswer() {
        open();
        assertThat(send(client(FIRST, ACK | PSH, "forged"))).isEmpty();
        assertThat(rig.drops(DropReason.OUT_OF_SEQUENCE)).isOne();
        reply(server(SERVER_FIRST - 1, FIRST, SYN | ACK, ""));
        for (final int acknowledgment : new int[] {SERVER_FIRST - 1, SERVER_FIRST + 0x1_0000, 0}) {
            assertThat(send(segment(FIRST, acknowledgment, ACK | PSH, "forged"))).isEmpty();
        }
        assertThat(send(client(FIRST, PSH, "forged"))).isEmpty();
        assertThat(rig.drops(DropReason.OUT_OF_SEQUENCE)).isEqualTo(5);
        assertThat(send(segment(FIRST, SERVER_FIRST + 0xFFFF, ACK, ""))).hasSize(1);
    }

    /** A real server that answers SYNs with cookies could be told a header of the client's making there. */
    @Test
    void shouldLetNothingOfTheClientBeginWhereTheHeaderIs() {
        established();
        acknowledge(FIRST + LENGTH);
        assertThat(send(client(FIRST - LENGTH, ACK | PSH, "PROXY TCP4 1.2.3.4"))).isEmpty();
        assertThat(send(client(FIRST - 2, ACK | PSH, "PROXY TCP4 1.2.3.4"))).isEmpty();
        assertThat(rig.drops(DropReason.OUT_OF_SEQUENCE)).isEqualTo(2);
        assertThat(send(client(FIRST - LENGTH - 9, ACK | PSH, "..........."))).isEmpty();
        assertThat(rig.drops(DropReason.OUT_OF_SEQUENCE)).isEqualTo(3);
        assertThat(only(client(FIRST - LENGTH - 1, ACK, ".")).sequence()).isEqualTo(FIRST - 1);
        // Numbers come around after four gigabytes.
        acknowledge(FIRST + 0x4000_0000);
        assertThat(only(client(FIRST - LENGTH, ACK | PSH, "data")).sequence()).isEqualTo(FIRST);
        assertThat(reply(server(SERVER_FIRST, FIRST + 5, ACK, "")).acknowledgment()).isEqualTo(FIRST + 5 - LENGTH);
        only(client(FIRST - LENGTH, RST, ""));
        assertThat(send(client(FIRST - LENGTH, ACK | PSH, "PROXY TCP4 1.2.3.4"))).isEmpty();
    }

    @Test
    void shouldEndAConnectionWhoseRealServerHasAcceptedAnotherSyn() {
        open();
        only(client(FIRST + 99, SYN, ""));
        assertThat(replies(server(SERVER_FIRST - 1, FIRST + 100, SYN | ACK, ""))).isEmpty();
        assertThat(rig.drops(DropReason.OUT_OF_SEQUENCE)).isOne();
        final int before = local;
        local = only(client(FIRST + 99, SYN, "")).sourcePort();
        assertThat(local).isNotEqualTo(before);
        reply(server(SERVER_FIRST - 1, FIRST + 100, SYN | ACK, ""));
        assertThat(only(client(FIRST + 100, ACK, "")).sequence()).isEqualTo(FIRST + 100);
    }

    @Test
    void shouldKnowALateAnswerToItsSyn() {
        established();
        acknowledge(FIRST + LENGTH);
        assertThat(reply(server(SERVER_FIRST - 1, FIRST, SYN | ACK, "")).acknowledgment()).isEqualTo(FIRST);
        assertThat(replies(server(SERVER_FIRST, FIRST, SYN | ACK, ""))).isEmpty();
        assertThat(rig.drops(DropReason.OUT_OF_SEQUENCE)).isOne();
    }

    @ParameterizedTest
    @ValueSource(ints = {ACK, SYN | ACK, FIN | ACK})
    void shouldOpenAConnectionWithAPlainSynAlone(final int flags) {
        rig = rig(ClientAddress.Form.PROXY_V2);
        assertThat(send(client(FIRST, flags, ""))).isEmpty();
        assertThat(rig.drops(DropReason.NO_CONNECTION)).isOne();
        assertThat(rig.connections().size()).isZero();
    }

    @Test
    void shouldDropASegmentThatIsShorterThanItsHeader() {
        established();
        final byte[] frame = client(FIRST, ACK, "").frame(DirectorRig.CLIENT_MAC);
        frame[PacketBuilder.ETHERNET + 32] = (byte) 0xF0;
        rig.client().arrive(frame);
        rig.settle();
        assertThat(rig.drops(DropReason.TRANSPORT_MALFORMED)).isOne();
    }

    @Test
    void shouldQuoteWhatTheClientSentInAnErrorAboutIt() {
        established();
        acknowledge(FIRST + LENGTH);
        rig.client().arrive(client(FIRST + 77, ACK | PSH, "lost").frame(DirectorRig.CLIENT_MAC));
        rig.settle();
        final byte[] about = rig.toRealServer().packet();
        rig.fromReal(packet().ipv4("10.9.0.1", LOCAL).icmp(3, 0, 0).payload(Arrays.copyOf(about, 28)));
        final Frame error = rig.toClient();
        assertThat(error.isChecksumRight()).isTrue();
        assertThat(Bytes.uint16(error.packet(), 28 + 26)).isEqualTo(FIRST + 77);
        // With so much that what it acknowledged can be read, too.
        reply(server(SERVER_FIRST, FIRST + LENGTH + 50, ACK, "x"));
        rig.real().arrive(server(SERVER_FIRST, FIRST + LENGTH + 50, ACK, "x").frame(DirectorRig.REAL_MAC));
        rig.settle();
        final byte[] reply = rig.toClient().packet();
        rig.fromClient(packet().ipv4("10.0.0.1", VIP).icmp(3, 0, 0).payload(Arrays.copyOf(reply, 40)));
        final byte[] told = rig.toRealServer().packet();
        assertThat(Bytes.uint16(told, 28 + 30)).isEqualTo(FIRST + LENGTH + 50);
    }

    @Test
    void shouldTellTheClientOfItsOwnSynWhenTheNextHopIsSilent() {
        rig = rig(ClientAddress.Form.PROXY_V1);
        rig.silence(SERVER);
        rig.client().arrive(client(FIRST - 1, SYN, "").frame(DirectorRig.CLIENT_MAC));
        rig.pass(4_000, 250);
        final byte[] error = rig.toClients().getFirst().packet();
        assertThat(Bytes.uint16(error, 28 + 26)).isEqualTo(FIRST - 1);
    }

    @Test
    void shouldSendNothingWithoutAnMbufAndTheHeaderWhenThereIsOne() {
        answered();
        final List<Long> taken = new ArrayList<>();
        final byte[] segment = client(FIRST, ACK, "").frame(DirectorRig.CLIENT_MAC);
        rig.client().arrive(segment);
        for (long mbuf = rig.pool().allocate(); mbuf != 0; mbuf = rig.pool().allocate()) {
            taken.add(mbuf);
        }
        // For the client's segment, and no more.
        rig.pool().free(taken.removeLast());
        rig.work();
        assertThat(rig.drops(DropReason.MBUFS_EXHAUSTED)).isOne();
        taken.forEach(rig.pool()::free);
        rig.settle();
        assertThat(rig.toReal()).isEmpty();
        assertThat(only(client(FIRST, ACK, "")).text()).isEqualTo(HEADER);
    }

    /** Three packets of the client are counted first. */
    @Test
    void shouldTakeTheFastPathOnceTheHeaderHasArrived() {
        established();
        for (int i = 0; i < 5; i++) {
            only(client(FIRST + 1 + i, ACK | PSH, "y"));
        }
        assertThat(rig.count(WorkerCounter.FAST_PATH)).as("before").isZero();
        acknowledge(FIRST + LENGTH);
        for (int i = 0; i < 50; i++) {
            assertThat(only(client(FIRST + i, ACK | PSH, "y")).sequence()).isEqualTo(FIRST + LENGTH + i);
            assertThat(reply(server(SERVER_FIRST + i, FIRST + LENGTH + i, ACK, "z")).acknowledgment())
                .isEqualTo(FIRST + i);
        }
        assertThat(rig.count(WorkerCounter.FAST_PATH)).isGreaterThan(90);
    }

    /** Where the header was, nothing may come from the client, nor be acknowledged to it, on whichever path. */
    @Test
    void shouldGuardTheHeaderOnTheFastPath() {
        established();
        acknowledge(FIRST + LENGTH);
        for (int i = 0; i < 10; i++) {
            only(client(FIRST + i, ACK | PSH, "y"));
            reply(server(SERVER_FIRST + i, FIRST + LENGTH + i, ACK, "z"));
        }
        final long before = rig.count(WorkerCounter.FAST_PATH);
        assertThat(send(client(FIRST - 2, ACK | PSH, "y"))).isEmpty();
        assertThat(rig.drops(DropReason.OUT_OF_SEQUENCE)).isEqualTo(1);
        assertThat(reply(server(SERVER_FIRST + 9, FIRST + LENGTH - 1, ACK, "z")).acknowledgment()).isEqualTo(FIRST);
        assertThat(rig.count(WorkerCounter.FAST_PATH)).isEqualTo(before);
    }

    @Test
    void shouldLetGoOfConnectionsAndTheirPorts() {
        established();
        acknowledge(FIRST + LENGTH);
        only(client(FIRST, RST, ""));
        rig.pass(TimeUnit.SECONDS.toMillis(80), 500);
        assertThat(rig.connections().size()).isZero();
        rig.conductor().localPorts().addresses().forEach(each -> assertThat(each.used()).isZero());
    }

    @Test
    void shouldGoOnAsItBeganWhenTheServiceIsChanged() {
        established();
        rig.carryOut(rig.proxy().editService(service(ClientAddress.Form.NONE)));
        assertThat(only(client(FIRST, ACK | PSH, "GET /")).sequence()).isEqualTo(FIRST + LENGTH);
        rig.client().arrive(packet().to(DirectorRig.CLIENT_MAC).ipv4(CLIENT, VIP).tcp(4_001, 80, SYN).bytes());
        rig.settle();
        final int port = rig.toRealServer().sourcePort();
        rig.fromReal(packet().ipv4(SERVER, LOCAL).tcp(8_080, port, SYN | ACK));
        rig.toClient();
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_001, 80, ACK));
        assertThat(TcpSegment.read(rig.toRealServer()).data()).isEmpty();
    }

    /** Whatever a client sends after its SYN, what a real server finds in front of the stream is the header. */
    @Test
    void shouldLetNoClientForgeTheHeader() {
        answered();
        final SplittableRandom random = new SplittableRandom(3);
        int seen = 0;
        for (int i = 0; i < 30_000; i++) {
            final int flags = random.nextInt(4) == 0 ? random.nextInt(64) & ~SYN : ACK | PSH;
            final int[] options = random.ints(4L * random.nextInt(6), 0, 36).toArray();
            rig.client().arrive(segment(FIRST - 150 + random.nextInt(300), SERVER_FIRST + random.nextInt(-2, 60), flags,
                "!".repeat(random.nextInt(200))).withOptions(options).frame(DirectorRig.CLIENT_MAC));
            if (random.nextInt(50) == 0) {
                final int said = random.nextInt(10) == 0 ? FIRST + random.nextInt(-2, 3 * LENGTH) : FIRST;
                rig.real().arrive(server(SERVER_FIRST + random.nextInt(60), said, ACK, "x".repeat(random.nextInt(9)))
                    .withOptions(random.ints(8, 0, 12).toArray()).frame(DirectorRig.REAL_MAC));
            }
            rig.settle();
            rig.toClients();
            for (final TcpSegment segment : rig.toReal().stream().map(TcpSegment::read)
                .filter(each -> !each.has(RST)).toList()) {
                for (int at = 0; at < segment.data().length; at++) {
                    final int place = segment.sequence() + at - FIRST;
                    // A probe has a byte that stands before what is new.
                    if (place >= 0 && place < LENGTH && segment.sequence() - FIRST != LENGTH - 1) {
                        assertThat((char) segment.data()[at]).isEqualTo(HEADER.charAt(place));
                        seen++;
                    }
                }
            }
        }
        assertThat(seen).isGreaterThan(LENGTH);
    }

    @Test
    void shouldRefuseARealServerThatSeesTheClientAnyway() {
        rig = rig(ClientAddress.Form.PROXY_V1);
        final var change = rig.proxy().addRealServer(Settings.tcpKey(VIP + ":80"), Settings.real("10.9.1.3:80"));
        rig.conductor().doWork();
        assertThatThrownBy(change::join).cause().isInstanceOf(ServiceException.class)
            .hasMessage("real server 10.9.1.3:80 of TCP 10.0.0.100:80 has forwarding=nat beside "
                + "clientAddress=proxy-v1, and sees the client's address anyway: use fullnat for it or remove "
                + "clientAddress");
    }

    private static ServiceSettings service(final ClientAddress.Form form) {
        return fullNat(tcp(VIP + ":80", "rr", SERVER + ":8080"), LOCAL).withClientAddress(new ClientAddress(form));
    }

    private DirectorRig rig(final ClientAddress.Form form) {
        return rigs.open(settings -> settings.services(service(form)));
    }

    /** The client has asked for a connection. */
    private void open() {
        rig = rig(ClientAddress.Form.PROXY_V1);
        local = only(client(FIRST - 1, SYN, "")).sourcePort();
    }

    /** The real server has answered. */
    private void answered() {
        open();
        reply(server(SERVER_FIRST - 1, FIRST, SYN | ACK, ""));
    }

    /** The header is on its way. */
    private void established() {
        answered();
        assertThat(only(client(FIRST, ACK, "")).text()).isEqualTo(HEADER);
    }

    private void acknowledge(final int number) {
        reply(server(SERVER_FIRST, number, ACK, ""));
    }

    private static TcpSegment client(final int sequence, final int flags, final String data) {
        return segment(sequence, flags == SYN ? 0 : SERVER_FIRST, flags, data);
    }

    private static TcpSegment segment(
        final int sequence, final int acknowledgment, final int flags, final String data) {
        return TcpSegment.of(CLIENT, 4_000, VIP, 80, sequence, acknowledgment, flags, data);
    }

    private TcpSegment server(final int sequence, final int acknowledgment, final int flags, final String data) {
        return TcpSegment.of(SERVER, 8_080, LOCAL, local, sequence, acknowledgment, flags, data);
    }

    private List<TcpSegment> send(final TcpSegment segment) {
        rig.client().arrive(segment.frame(DirectorRig.CLIENT_MAC));
        rig.settle();
        return rig.toReal().stream().map(TcpSegment::read).toList();
    }

    private TcpSegment only(final TcpSegment segment) {
        final List<TcpSegment> sent = send(segment);
        assertThat(sent).hasSize(1);
        return sent.getFirst();
    }

    private List<TcpSegment> replies(final TcpSegment segment) {
        rig.real().arrive(segment.frame(DirectorRig.REAL_MAC));
        rig.settle();
        return rig.toClients().stream().map(TcpSegment::read).toList();
    }

    private TcpSegment reply(final TcpSegment segment) {
        final List<TcpSegment> sent = replies(segment);
        assertThat(sent).hasSize(1);
        return sent.getFirst();
    }

    private static PacketBuilder damaged(final TcpSegment segment) {
        return packet().ipv4(segment.source(), segment.destination())
            .tcp(segment.sourcePort(), segment.destinationPort(), segment.flags())
            .numbers(segment.sequence(), segment.acknowledgment()).payload(segment.data()).damageTransportChecksum(1);
    }
}
