/* Licensed under the Apache License, Version 2.0; see LICENSE. */

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;

/** A UDP server that answers its name and what it was sent: ADDRESS PORT NAME. */
public final class UdpEcho {
    private UdpEcho() {
    }

    public static void main(final String[] arguments) throws Exception {
        final byte[] name = arguments[2].getBytes(StandardCharsets.UTF_8);
        final ByteBuffer buffer = ByteBuffer.allocate(65_536);
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.bind(new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])));
            System.out.println("ready");
            while (true) {
                buffer.clear().put(name);
                final var sender = channel.receive(buffer);
                channel.send(buffer.flip(), sender);
            }
        }
    }
}
