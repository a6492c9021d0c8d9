/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import director.bindings.Mbuf;
import director.bindings.PacketPool;
import director.dataplane.header.Arp;
import director.dataplane.header.Ethernet;

/** Counts ARP announcements (RFC 5227 §3) among the packets that nobody answers. From one thread. */
final class AnnouncementCount implements PacketPool {
    private final PacketPool pool;
    private int announcements;

    AnnouncementCount(final PacketPool pool) {
        this.pool = pool;
    }

    int announcements() {
        return announcements;
    }

    @Override
    public void free(final long mbuf) {
        final long frame = Mbuf.data(mbuf);
        final long arp = frame + Ethernet.LENGTH;
        if (Mbuf.dataLength(mbuf) >= Ethernet.LENGTH + Arp.LENGTH && Ethernet.type(frame) == Ethernet.TYPE_ARP
            && Arp.operation(arp) == Arp.REQUEST && Arp.senderIp(arp) == Arp.targetIp(arp)) {
            announcements++;
        }
        pool.free(mbuf);
    }

    @Override
    public void free(final long mbufArray, final int from, final int to) {
        pool.free(mbufArray, from, to);
    }

    @Override
    public long allocate() {
        return pool.allocate();
    }

    @Override
    public int size() {
        return pool.size();
    }

    @Override
    public int inUse() {
        return pool.inUse();
    }

    @Override
    public int dataRoom() {
        return pool.dataRoom();
    }
}
