/* Licensed under the Apache License, Version 2.0; see LICENSE. */
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps connections to servers that answer with their name and what they were told, and talks over each of them all the
 * time: ADDRESS PORT CONNECTIONS. Prints {@code ready} when all have got an answer. At the first line of standard input
 * it ends, and prints how many connections talk to which server and what went wrong with any.
 */
public final class Talker {
    private static final int PAUSE_MS = 10;
    private static final int TIMEOUT_MS = 10_000;

    private static final AtomicLong EXCHANGES = new AtomicLong();
    private static final Map<String, Integer> HOMES = new ConcurrentSkipListMap<>();
    private static final Map<Integer, String> PROBLEMS = new ConcurrentHashMap<>();

    private Talker() {
    }

    public static void main(final String[] arguments) throws Exception {
        final InetSocketAddress address = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        final int connections = Integer.parseInt(arguments[2]);
        final CountDownLatch begun = new CountDownLatch(connections);
        for (int i = 0; i < connections; i++) {
            final int number = i;
            Thread.ofVirtual().start(() -> {
                try {
                    talk(address, begun);
                } catch (final IOException | InterruptedException e) {
                    PROBLEMS.put(number, e.toString());
                }
            });
        }
        begun.await();
        System.out.println("ready");
        System.in.read();
        System.out.println(HOMES + " " + PROBLEMS + " " + EXCHANGES);
    }

    private static void talk(final InetSocketAddress address, final CountDownLatch begun)
            throws IOException, InterruptedException {
        try (Socket socket = new Socket()) {
            socket.connect(address, TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.setTcpNoDelay(true);
            final BufferedReader answers = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            final String home = String.valueOf(ask(socket, answers, "who")).replace(" who", "");
            HOMES.merge(home, 1, Integer::sum);
            begun.countDown();
            for (long n = 0;; n++) {
                final String answer = ask(socket, answers, Long.toString(n));
                if (!(home + " " + n).equals(answer)) {
                    throw new IOException(home + " was asked " + n + ", and the answer was " + answer);
                }
                EXCHANGES.incrementAndGet();
                Thread.sleep(PAUSE_MS);
            }
        }
    }

    private static String ask(final Socket socket, final BufferedReader answers, final String question)
            throws IOException {
        socket.getOutputStream().write((question + "\n").getBytes(StandardCharsets.US_ASCII));
        return answers.readLine();
    }
}
