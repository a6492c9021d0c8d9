/* Licensed under the Apache License, Version 2.0; see LICENSE. */
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers each line with its name and that line, for as long as the client likes: ADDRESS PORT NAME. */
public final class TcpEcho {
    private TcpEcho() {
    }

    public static void main(final String[] arguments) throws Exception {
        final ServerSocket listener = new ServerSocket();
        listener.bind(new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])), 1_000);
        System.out.println("ready");
        while (true) {
            final Socket client = listener.accept();
            Thread.ofVirtual().start(() -> answer(client, arguments[2] + " "));
        }
    }

    private static void answer(final Socket client, final String name) {
        try (client) {
            final BufferedReader lines = new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                client.getOutputStream().write((name + line + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (final IOException e) {
            // The client is gone.
        }
    }
}
