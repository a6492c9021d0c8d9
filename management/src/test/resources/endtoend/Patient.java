/* Licensed under the Apache License, Version 2.0; see LICENSE. */
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/** An HTTP server that answers its name, and /health with 500 while a file is there: ADDRESS PORT NAME FILE. */
public final class Patient {
    private Patient() {
    }

    public static void main(final String[] arguments) throws Exception {
        final byte[] answer = arguments[2].getBytes(StandardCharsets.UTF_8);
        final Path sick = Path.of(arguments[3]);
        final HttpServer server =
            HttpServer.create(new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            final boolean asked = exchange.getRequestURI().getPath().equals("/health");
            exchange.sendResponseHeaders(asked && Files.exists(sick) ? 500 : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        System.out.println("ready");
    }
}
