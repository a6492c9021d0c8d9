/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import director.management.health.settings.BodyDigest;
import director.management.health.settings.HttpSettings;
import director.management.health.settings.StatusRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HttpProbeTest {
    private static final int TIMEOUT_MS = 2_000;
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private String method = "GET";
    private @Nullable String host;
    private @Nullable String body;
    private @Nullable BodyDigest digest;
    private int redirects;
    private int bodyLimit = 1_000;

    @Test
    void shouldAskForThePathOfTheVirtualHost() throws IOException {
        host = "shop.example:8080";
        assertThat(answered(OK + "\r\n")).isNull();
        assertThat(requests).singleElement().extracting(request -> request.lines().toList()).isEqualTo(List.of(
            "GET /health?full=1 HTTP/1.1", "Host: shop.example:8080", "User-Agent: director", "Accept: */*",
            "Connection: close", ""));
    }

    @Test
    void shouldSendAnEmptyBodyWithAPost() throws IOException {
        method = "POST";
        assertThat(answered(OK + "\r\n")).isNull();
        assertThat(requests.getFirst()).startsWith("POST ").contains("\r\nContent-Length: 0\r\n")
            .contains("\r\nHost: 127.0.0.1:");
    }

    static Stream<Arguments> answers() {
        return Stream.of(
            Arguments.of("HTTP/1.0 204 No Content\r\n\r\n", null),
            Arguments.of("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200\r\n\r\n", null),
            Arguments.of("HTTP/1.1 500 Oh no\r\n\r\n", "answered with status 500"),
            Arguments.of("HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n", "answered with status 302"),
            Arguments.of("SSH-2.0-OpenSSH_9\r\n", "answered \"SSH-2.0-OpenSSH_9\", which is not HTTP/1.1"),
            Arguments.of("HTTP/1.1 2OO OK\r\n\r\n", "answered \"HTTP/1.1 2OO OK\", which is not HTTP/1.1"),
            Arguments.of("HTTP/1.1 \u001b[31m\r\n\r\n", "answered \"HTTP/1.1 ?[31m\", which is not HTTP/1.1"),
            Arguments.of("", "the connection ended within a line"),
            Arguments.of("HTTP/1.1 200 OK\r\nA: ", "the connection ended within a line"),
            Arguments.of("HTTP/1.1 200 " + "x".repeat(9_000), "sent a line of more than 8192 bytes"),
            Arguments.of(OK + "A: b\r\n".repeat(201), "sent more than 200 header fields"),
            Arguments.of("HTTP/1.1 102 Wait\r\n\r\n".repeat(11), "sent more than 10 interim answers"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void shouldJudgeTheStatusOfAnAnswerAndTakeNoNonsense(final String answer, final @Nullable String error)
            throws IOException {
        assertThat(answered(answer)).isEqualTo(error);
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
            Arguments.of("Content-Length: 11\r\n\r\nall is well", null),
            Arguments.of("\r\nall is well", null),
            Arguments.of("Transfer-Encoding: chunked\r\n\r\n4;x=y\r\nall \r\n007\r\nis well\r\n0\r\n\r\n", null),
            Arguments.of("Content-Length: 3\r\n\r\nall is well", "the body does not match is .ell"),
            Arguments.of("\r\n" + "x".repeat(995) + " is well", "the body does not match is .ell"),
            Arguments.of("Content-Length: 12\r\n\r\nall is well", "ended its body after 11 bytes, too early"),
            Arguments.of("Content-Length: -1\r\n\r\n", "sent \"-1\" as the length of its body"),
            Arguments.of("Content-Length: 99999999999999999999\r\n\r\n",
                "sent \"99999999999999999999\" as the length of its body"),
            Arguments.of("Content-Length: 0x10\r\n\r\n", "sent \"0x10\" as the length of its body"),
            Arguments.of("Content-Length: ab\r\n\r\n", "sent \"ab\" as the length of its body"),
            Arguments.of("Transfer-Encoding: gzip\r\n\r\n",
                "sent transfer-encoding \"gzip\", which nobody asked for"),
            Arguments.of("Transfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\nall",
                "ended its body after 3 bytes, too early"),
            Arguments.of("Transfer-Encoding: chunked\r\n\r\n2\r\nall\r\n0\r\n\r\n",
                "sent a chunk that is longer than it says"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void shouldLookForTheExpressionInTheBodyHoweverItIsSent(final String rest, final @Nullable String error)
            throws IOException {
        body = "is .ell";
        assertThat(answered(OK + rest)).isEqualTo(error);
    }

    @Test
    void shouldCompareTheDigestOfTheWholeBody() throws IOException {
        digest = new BodyDigest(BodyDigest.MD5, "900150983cd24fb0d6963f7d28e17f72");
        assertThat(answered(OK + "\r\nabc")).isNull();
        assertThat(answered(OK + "\r\nabcd")).isEqualTo("the body's MD5 is e2fc714c4727ee9395f324cd2e7f331f");
        digest = new BodyDigest(BodyDigest.SHA_256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(answered(OK + "\r\nabc")).isNull();
        bodyLimit = 2;
        assertThat(answered(OK + "\r\nabc"))
            .isEqualTo("the body is longer than bodyLimit=2, so it has no digest");
    }

    @Test
    void shouldReadNoMoreOfABodyThanItsLimit() throws IOException {
        body = "x";
        try (FakeServer server = new FakeServer(connection -> {
            FakeServer.request(connection);
            FakeServer.send(connection, OK + "\r\n");
            while (true) {
                FakeServer.send(connection, "y".repeat(1_000));
            }
        })) {
            assertThat(Attempts.attempt(settings(), server.target(), TIMEOUT_MS))
                .isEqualTo("the body does not match x");
        }
    }

    @Test
    void shouldFollowSoManyRedirectionsOnTheSameRealServer() throws IOException {
        redirects = 2;
        assertThat(answered("HTTP/1.1 301 Moved\r\nLocation: http://other.example/next?a=b\r\n\r\n",
            "HTTP/1.1 302 Found\r\nLocation: more\r\n\r\n", OK + "\r\n")).isNull();
        assertThat(requests.get(1)).startsWith("GET /next?a=b HTTP/1.1\r\nHost: other.example\r\n");
        assertThat(requests.get(2)).startsWith("GET /more HTTP/1.1\r\nHost: other.example\r\n");

        assertThat(answered("HTTP/1.1 307 Again\r\nLocation: /\r\n\r\n")).isEqualTo("redirects more than 2 times");
        assertThat(answered("HTTP/1.1 301 Moved\r\nLocation: https://other.example/\r\n\r\n"))
            .isEqualTo("redirects to https://other.example/, which is not http");
        assertThat(answered("HTTP/1.1 301 Moved\r\nLocation: http://[\r\n\r\n"))
            .isEqualTo("redirects to \"http://[\", which is nowhere");
        assertThat(answered("HTTP/1.1 301 Moved\r\nLocation: http://user@host/\r\n\r\n"))
            .isEqualTo("redirects to \"http://user@host/\", which is nowhere");
    }

    @Test
    void shouldNotWaitLongerForAnAnswerThatComesByteByByte() throws IOException {
        for (final String begin : List.of("", "HTTP/1.1 200 ", OK + "A: ", OK + "\r\n")) {
            body = "never";
            try (FakeServer server = new FakeServer(connection -> {
                FakeServer.request(connection);
                FakeServer.send(connection, begin);
                FakeServer.trickle(connection, 'x');
            })) {
                final long beganNs = System.nanoTime();
                assertThat(Attempts.attempt(settings(), server.target(), 300)).as(begin)
                    .isEqualTo("no answer within 300 ms");
                assertThat((System.nanoTime() - beganNs) / 1_000_000).isBetween(299L, 5_000L);
            }
        }
    }

    @Test
    void shouldNotMatchForLongerThanTheCheckMayTake() throws IOException {
        body = "(x+x+)+y";
        assertThat(answeredWithin(300, OK + "\r\n" + "x".repeat(900)))
            .isIn("matching the body takes longer than the check may", "no answer within 300 ms");
        body = "(a|b)*c";
        bodyLimit = 1_000_000;
        assertThat(answered(OK + "\r\n" + "ab".repeat(400_000)))
            .isIn("matching the body takes too deep a recursion", "the body does not match (a|b)*c");
    }

    private @Nullable String answered(final String... answers) throws IOException {
        return answeredWithin(TIMEOUT_MS, answers);
    }

    /** Each connection gets the next answer, or the last one again. */
    private @Nullable String answeredWithin(final int timeoutMs, final String... answers) throws IOException {
        requests.clear();
        try (FakeServer server = new FakeServer(connection -> {
            requests.add(FakeServer.request(connection));
            FakeServer.send(connection, answers[Math.min(requests.size(), answers.length) - 1]);
        })) {
            return Attempts.attempt(settings(), server.target(), timeoutMs);
        }
    }

    private HttpSettings settings() {
        return new HttpSettings(false, method, "/health?full=1", host, null, false,
            List.of(new StatusRange(200, 204)), body, digest, redirects, bodyLimit);
    }
}
