/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import director.management.health.settings.DnsSettings;
import director.management.health.settings.SmtpSettings;
import director.management.health.settings.TcpSettings;
import director.management.health.settings.UdpSettings;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Checks but HTTP's, against servers on the loopback interface. */
class ProbesTest {
    private static final int TIMEOUT_MS = 2_000;
    private static final int SHORT_MS = 300;

    @Test
    void shouldConnectOverTcpFromTheAddressThatIsSet() throws IOException {
        final AtomicReference<SocketAddress> client = new AtomicReference<>();
        try (FakeServer server = new FakeServer(connection -> client.set(connection.getRemoteSocketAddress()))) {
            final int port = server.target().port();
            assertThat(Attempts.attempt(new TcpSettings(), server.target(), TIMEOUT_MS)).isNull();
            assertThat(Attempts.attempt(new TcpSettings(), FakeServer.target(port, "127.0.0.9"), TIMEOUT_MS)).isNull();
            while (client.get() == null || !((InetSocketAddress) client.get()).getHostString().equals("127.0.0.9")) {
                Thread.onSpinWait();
            }
            assertThat(Attempts.attempt(new TcpSettings(), FakeServer.target(port, "192.0.2.1"), TIMEOUT_MS))
                .startsWith("cannot talk from source=192.0.2.1 (").endsWith("): the kernel has to have that address");
        }
    }

    @Test
    void shouldTellThatATcpPortIsClosed() throws IOException {
        final int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThat(Attempts.attempt(new TcpSettings(), FakeServer.target(port, null), TIMEOUT_MS))
            .contains("refused");
    }

    @Test
    void shouldGreetMailServersInEitherWay() throws IOException {
        assertThat(smtp("220-mail\r\n220 ready\r\n", "250-mail\r\n250 SIZE\r\n")).isNull();
        assertThat(smtp("220 ready\r\n", "502 what?\r\n", "250 hello\r\n")).isNull();
        assertThat(smtp("554 go away\r\n")).isEqualTo("its greeting is \"554 go away\", not 220");
        assertThat(smtp("220 ready\r\n", "421 busy\r\n"))
            .isEqualTo("its answer to the hello is \"421 busy\", not 250");
        assertThat(smtp("220-more\r\n".repeat(101))).isEqualTo("sent a reply of more than 100 lines");
        assertThat(smtp("2".repeat(2_049))).isEqualTo("sent a line of more than 2048 bytes");
        assertThat(smtp("220 ready\r\n")).isEqualTo("no answer within 300 ms");
    }

    @Test
    void shouldTellSilenceFromRefusalOverUdp() throws IOException {
        final UdpSettings optional = new UdpSettings("6869", false, "");
        final UdpSettings required = new UdpSettings("6869", true, "");
        final UdpSettings particular = new UdpSettings("6869", true, "6a");
        try (FakeUdp silent = new FakeUdp(question -> null)) {
            assertThat(Attempts.attempt(optional, silent.target(), SHORT_MS)).isNull();
            assertThat(Attempts.attempt(required, silent.target(), SHORT_MS)).isEqualTo("no answer within 300 ms");
        }
        try (FakeUdp echo = new FakeUdp(question -> question)) {
            assertThat(Attempts.attempt(required, echo.target(), TIMEOUT_MS)).isNull();
            assertThat(Attempts.attempt(particular, echo.target(), TIMEOUT_MS)).isEqualTo("answered 68, not 6a");
            assertThat(Attempts.attempt(new UdpSettings("6a6b6c", true, "6a6b"), echo.target(), TIMEOUT_MS)).isNull();
        }
        final Target closed;
        try (FakeUdp gone = new FakeUdp(question -> null)) {
            closed = gone.target();
        }
        assertThat(Attempts.attempt(optional, closed, TIMEOUT_MS))
            .isEqualTo("nobody listens on UDP port " + closed.port());
    }

    @Test
    void shouldAskNameServersAndJudgeTheCodeOfTheAnswer() throws IOException {
        final DnsSettings settings = new DnsSettings(
            "Example.org.", DnsSettings.RecordType.AAAA, DnsSettings.ResponseCode.NOERROR);
        final AtomicReference<byte[]> asked = new AtomicReference<>();
        try (FakeUdp good = new FakeUdp(question -> {
            asked.set(question);
            return code(question, 0);
        })) {
            assertThat(Attempts.attempt(settings, good.target(), TIMEOUT_MS)).isNull();
            assertThat(HexFormat.of().formatHex(asked.get()).substring(4)).isEqualTo(
                "0100" + "0001" + "0000" + "0000" + "0000" + "07" + "4578616d706c65" + "03" + "6f7267" + "00"
                    + "001c" + "0001");
        }
        assertThat(dns(settings, question -> code(question, 2))).isEqualTo("answered SERVFAIL, not NOERROR");
        assertThat(dns(settings, question -> code(question, 9))).isEqualTo("answered code 9, not NOERROR");
        assertThat(dns(new DnsSettings(".", DnsSettings.RecordType.SOA, DnsSettings.ResponseCode.REFUSED),
            question -> code(question, 5))).isNull();
    }

    @Test
    void shouldIgnoreWhatIsNoAnswerToTheQuestion() throws IOException {
        final DnsSettings settings = new DnsSettings(
            "example.org", DnsSettings.RecordType.A, DnsSettings.ResponseCode.NOERROR);
        assertThat(dns(settings, question -> question)).as("a question").isEqualTo("no answer within 300 ms");
        assertThat(dns(settings, question -> new byte[] {1, 2, 3})).as("a piece").isEqualTo("no answer within 300 ms");
        assertThat(dns(settings, question -> {
            final byte[] other = code(question, 0);
            other[0] ^= 1;
            return other;
        })).as("another id").isEqualTo("no answer within 300 ms");
        assertThat(dns(settings, question -> {
            final byte[] other = code(question, 0);
            other[14] ^= 1;
            return other;
        })).as("another name").isEqualTo("no answer within 300 ms");
    }

    @Test
    void shouldTellThatThePingWasAnswered() {
        org.junit.jupiter.api.Assumptions.assumeTrue(director.dataplane.machine.Machine.local()
            .has(director.dataplane.machine.Capability.CAP_NET_RAW), "needs CAP_NET_RAW");
        assertThat(Attempts.attempt(new director.management.health.settings.PingSettings(),
            FakeServer.target(0, "127.0.0.1"), TIMEOUT_MS)).isNull();
    }

    private static @Nullable String smtp(final String... replies) throws IOException {
        try (FakeServer server = new FakeServer(connection -> {
            for (final String reply : replies) {
                FakeServer.send(connection, reply);
                while (connection.getInputStream().read() != '\n') {
                    Thread.onSpinWait();
                }
            }
            Thread.sleep(TIMEOUT_MS);
        })) {
            return Attempts.attempt(new SmtpSettings("lb.example"), server.target(), SHORT_MS);
        }
    }

    private static @Nullable String dns(final DnsSettings settings, final UnaryOperator<byte @Nullable []> answer)
            throws IOException {
        try (FakeUdp server = new FakeUdp(answer)) {
            return Attempts.attempt(settings, server.target(), SHORT_MS);
        }
    }

    private static byte[] code(final byte[] question, final int code) {
        final byte[] answer = Arrays.copyOf(question, question.length);
        answer[2] |= (byte) 0x80;
        answer[3] = (byte) (0x80 | code);
        return answer;
    }

    /** Answers datagrams, or does not. */
    private static final class FakeUdp implements AutoCloseable {
        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final Thread thread;

        FakeUdp(final UnaryOperator<byte @Nullable []> answer) throws IOException {
            thread = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        final DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
                        socket.receive(packet);
                        final byte[] bytes = answer.apply(Arrays.copyOf(packet.getData(), packet.getLength()));
                        if (bytes != null) {
                            socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
                        }
                    }
                } catch (final IOException e) {
                    // The test is over.
                }
            });
        }

        Target target() {
            return FakeServer.target(socket.getLocalPort(), null);
        }

        /** The kernel keeps the port for as long as a virtual thread is receiving from it. */
        @Override
        public void close() {
            socket.close();
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (final InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
