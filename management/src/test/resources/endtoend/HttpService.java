/* Licensed under the Apache License, Version 2.0; see LICENSE. */

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** An HTTP server that answers its name, with room for a thousand connections at once: ADDRESS PORT NAME. */
public final class HttpService {
    private static final int BACKLOG = 4_096;

    private HttpService() {
    }

    public static void main(final String[] arguments) throws Exception {
        final byte[] answer = arguments[2].getBytes(StandardCharsets.UTF_8);
        final InetSocketAddress address = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        final HttpServer server = HttpServer.create(address, BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        System.out.println("ready");
    }
}
