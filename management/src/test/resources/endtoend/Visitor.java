/* Licensed under the Apache License, Version 2.0; see LICENSE. */
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks over a new connection every 20 ms, and prints who answered, or that nobody did: ADDRESS PORT. */
public final class Visitor {
    private Visitor() {
    }

    public static void main(final String[] arguments) throws Exception {
        while (true) {
            System.out.println(visit(new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]))));
            Thread.sleep(20);
        }
    }

    private static String visit(final InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, 300);
            socket.setSoTimeout(300);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            final String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.substring(answer.lastIndexOf('\n') + 1);
        } catch (final IOException e) {
            return "nobody";
        }
    }
}
