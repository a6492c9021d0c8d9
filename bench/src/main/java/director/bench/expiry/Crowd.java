/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.expiry;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.bindings.RxQueue;
import director.dataplane.header.Arp;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Udp;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Both ends of the only port: clients that send one datagram each, while there are any left, and real servers that
 * answer nothing but ARP. From the worker's thread.
 */
final class Crowd implements RxQueue {
    static final int NETWORK = 0x0A00_0000;
    static final int DIRECTOR = NETWORK | 0xFE;
    static final int VIRTUAL = NETWORK | 0x64;
    static final int PORT = 53;
    static final long MAC = 0x0200_0000_0001L;

    private static final long SENDER_MAC = 0x0200_0000_00FFL;
    private static final int CLIENTS = 0x0A80_0000;
    private static final int FIRST_PORT = 1_024;
    private static final int PORTS = 32_768;
    private static final int PAYLOAD = 18;
    private static final int HOPS = 64;

    private final PacketPool pool;
    private final Queue<Long> answers = new ArrayDeque<>();
    private int left;
    private int sent;

    Crowd(final PacketPool pool, final int clients) {
        this.pool = pool;
        this.left = clients;
    }

    @Override
    public int burst(final long mbufArray, final int capacity) {
        int count = 0;
        while (count < capacity && (left > 0 || !answers.isEmpty())) {
            final long mbuf = answers.isEmpty() ? datagram() : answers.remove();
            NativeMemory.int64(mbufArray + (long) count * Long.BYTES, mbuf);
            count++;
        }
        return count;
    }

    private long datagram() {
        final int length = Ipv4.MIN_LENGTH + Udp.LENGTH + PAYLOAD;
        final long mbuf = pool.allocate();
        final long frame = Mbuf.append(mbuf, Ethernet.LENGTH + length);
        Ethernet.addresses(frame, MAC, SENDER_MAC);
        Ethernet.type(frame, Ethernet.TYPE_IPV4);
        final long ip = frame + Ethernet.LENGTH;
        Ipv4.write(ip, 0, length, sent, 0, HOPS, Ipv4.UDP);
        Ipv4.addresses(ip, Integer.reverseBytes(CLIENTS + sent / PORTS), Integer.reverseBytes(VIRTUAL));
        Ipv4.computeChecksum(ip);
        final long udp = ip + Ipv4.MIN_LENGTH;
        NativeMemory.uint16Be(udp, FIRST_PORT + sent % PORTS);
        NativeMemory.uint16Be(udp + 2, PORT);
        NativeMemory.uint16Be(udp + 4, Udp.LENGTH + PAYLOAD);
        NativeMemory.uint16Be(udp + 6, 0);
        NativeMemory.zero(udp + Udp.LENGTH, PAYLOAD);
        sent++;
        left--;
        return mbuf;
    }

    /** The worker's {@link director.bindings.TxQueue}. */
    int transmit(final long mbufArray, final int count) {
        for (int i = 0; i < count; i++) {
            final long frame = Mbuf.data(NativeMemory.int64(mbufArray + (long) i * Long.BYTES));
            if (Ethernet.type(frame) == Ethernet.TYPE_ARP) {
                answer(frame + Ethernet.LENGTH);
            }
        }
        pool.free(mbufArray, 0, count);
        return count;
    }

    private void answer(final long request) {
        final int asked = Arp.targetIp(request);
        if (Arp.operation(request) != Arp.REQUEST || Arp.senderIp(request) == asked) {
            return;
        }
        final long mbuf = pool.allocate();
        final long frame = Mbuf.append(mbuf, Ethernet.MIN_FRAME);
        NativeMemory.zero(frame, Ethernet.MIN_FRAME);
        Ethernet.addresses(frame, MAC, SENDER_MAC);
        Ethernet.type(frame, Ethernet.TYPE_ARP);
        Arp.write(frame + Ethernet.LENGTH, Arp.REPLY, SENDER_MAC, asked, MAC, Arp.senderIp(request));
        answers.add(mbuf);
    }
}
