/* Licensed under the Apache License, Version 2.0; see LICENSE. */

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends HTTP requests to one virtual service, each over a connection of its own, and compares how many each real server
 * answered with what its weight predicts. Ends with 0 only if every request was answered and every count is as
 * predicted; where the last cycle of the weights is not complete, to one request.
 *
 * <p>Usage: {@code java Client.java [--live] ADDRESS:PORT REQUESTS NAME=WEIGHT...}
 */
public final class Client {
    private static final int TIMEOUT_MS = 5_000;
    /** A director that answers nothing is given up on early: each attempt takes as long as the timeout. */
    private static final int FAILURES_AT_MOST = 3;
    private static final long PROGRESS_INTERVAL_NS = 100_000_000L;
    /** Without a terminal, progress is told this many times. */
    private static final int PROGRESS_LINES = 5;

    private final boolean live;
    private final InetSocketAddress service;
    private final int requests;
    private final List<RealServer> realServers = new ArrayList<>();
    private int failures;

    private static final class RealServer {
        final String name;
        final int weight;
        int answered;

        RealServer(final String nameAndWeight) {
            final int equals = nameAndWeight.indexOf('=');
            name = nameAndWeight.substring(0, equals);
            weight = Integer.parseInt(nameAndWeight.substring(equals + 1));
        }
    }

    private Client(final boolean live, final List<String> arguments) {
        this.live = live;
        final String[] address = arguments.get(0).split(":");
        service = new InetSocketAddress(address[0], Integer.parseInt(address[1]));
        requests = Integer.parseInt(arguments.get(1));
        arguments.stream().skip(2).map(RealServer::new).forEach(realServers::add);
    }

    public static void main(final String[] args) {
        final boolean live = args.length > 0 && args[0].equals("--live");
        final Client client = new Client(live, List.of(args).subList(live ? 1 : 0, args.length));
        client.sendAll();
        client.printTable();
        System.exit(client.isAsPredicted() ? 0 : 1);
    }

    private void sendAll() {
        final long startNs = System.nanoTime();
        long shownNs = startNs;
        for (int sent = 1; sent <= requests && failures < FAILURES_AT_MOST; sent++) {
            send(sent);
            final long nowNs = System.nanoTime();
            if (live && (nowNs - shownNs >= PROGRESS_INTERVAL_NS || sent == requests)) {
                shownNs = nowNs;
                System.out.print("\r" + progress(sent));
                System.out.flush();
            } else if (!live && sent % Math.max(1, requests / PROGRESS_LINES) == 0) {
                System.out.println(progress(sent));
            }
        }
        System.out.printf("%s%.1f s%n%n", live ? "\n" : "", (System.nanoTime() - startNs) / 1e9);
    }

    private String progress(final int sent) {
        final StringBuilder line = new StringBuilder(String.format("%6d of %d", sent, requests));
        for (final RealServer server : realServers) {
            line.append(String.format("   %s %d", server.name, server.answered));
        }
        return line.toString();
    }

    private void send(final int number) {
        try {
            answeredBy(fetch()).answered++;
        } catch (final IOException e) {
            failures++;
            System.out.printf("%srequest %d: %s%n", live ? "\n" : "", number, e);
        }
    }

    private RealServer answeredBy(final String response) throws IOException {
        final int body = response.indexOf("\r\n\r\n");
        if (body < 0 || !response.startsWith("HTTP/1.1 200 ")) {
            throw new IOException("not an answer with code 200: " + response.lines().findFirst().orElse("(empty)"));
        }
        final String name = response.substring(body).strip();
        for (final RealServer server : realServers) {
            if (server.name.equals(name)) {
                return server;
            }
        }
        throw new IOException("answered by a server that is not known: " + name);
    }

    /** One socket a request: an HTTP client would keep connections and so hide most of what the scheduler does. */
    private String fetch() throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.connect(service, TIMEOUT_MS);
            final String request = "GET /server HTTP/1.1\r\nHost: " + service.getHostString()
                + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    private int cycle() {
        return realServers.stream().mapToInt(server -> server.weight).sum();
    }

    private double predicted(final RealServer server) {
        return (double) requests * server.weight / cycle();
    }

    private boolean isAsPredicted() {
        final double tolerated = requests % cycle() == 0 ? 0 : 1;
        return failures == 0
            && realServers.stream().allMatch(s -> Math.abs(s.answered - predicted(s)) <= tolerated);
    }

    private void printTable() {
        System.out.printf("%-12s %8s %10s %10s %11s%n", "real server", "weight", "answered", "predicted", "difference");
        for (final RealServer server : realServers) {
            final double difference = server.answered - predicted(server);
            System.out.printf("%-12s %8d %10d %10.1f %+11.1f%n",
                server.name, server.weight, server.answered, predicted(server), difference);
        }
        final int answered = realServers.stream().mapToInt(server -> server.answered).sum();
        System.out.printf("%-12s %8d %10d %10d %11d failed%n%n", "together", cycle(), answered, requests, failures);
        System.out.println(isAsPredicted() ? "Every request was answered, and the shares are the weights'."
            : "The shares are not those of the weights, or requests failed.");
    }
}
