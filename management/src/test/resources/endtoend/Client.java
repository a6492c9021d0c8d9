/* Licensed under the Apache License, Version 2.0; see LICENSE. */

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * A client that counts who answers: {@code http ADDRESS PORT REQUESTS [FIRST]}, {@code udp ADDRESS PORT REQUESTS
 * [FIRST]} or {@code ping ADDRESS}. Each request has a socket of its own. They come from the ports FIRST, FIRST + 1 and
 * so on, or else from ports that the kernel chooses, which may choose one again once its socket is closed.
 */
public final class Client {
    private static final int TIMEOUT_MS = 3_000;
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: director\r\nConnection: close\r\n\r\n";

    private Client() {
    }

    public static void main(final String[] arguments) throws Exception {
        final InetAddress address = InetAddress.getByName(arguments[1]);
        if ("ping".equals(arguments[0])) {
            System.out.println(address.isReachable(TIMEOUT_MS) ? "answered" : "no answer");
            return;
        }
        final int port = Integer.parseInt(arguments[2]);
        final int first = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 0;
        final Map<String, Integer> answers = new TreeMap<>();
        for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
            final int local = first == 0 ? 0 : first + i;
            answers.merge("udp".equals(arguments[0]) ? udp(address, port, local) : http(address, port, local), 1,
                Integer::sum);
        }
        System.out.println(answers);
    }

    private static String http(final InetAddress address, final int port, final int local) throws Exception {
        try (Socket socket = new Socket(address, port, null, local)) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            final String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.substring(answer.lastIndexOf('\n') + 1);
        }
    }

    private static String udp(final InetAddress address, final int port, final int local) throws Exception {
        final byte[] question = " heard you".getBytes(StandardCharsets.UTF_8);
        final byte[] answer = new byte[1_500];
        try (DatagramSocket socket = new DatagramSocket(local)) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.send(new DatagramPacket(question, question.length, address, port));
            final DatagramPacket received = new DatagramPacket(answer, answer.length);
            socket.receive(received);
            return new String(answer, 0, received.getLength(), StandardCharsets.UTF_8);
        }
    }
}
