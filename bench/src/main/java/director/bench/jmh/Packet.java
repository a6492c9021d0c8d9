/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.jmh;

import director.schedulers.Flow;

/** A packet that asks for a connection, from another client each time. One for each thread. */
final class Packet implements Flow {
    private static final long CLIENTS = 0xC612_0000L;
    private static final long VIRTUAL_ADDRESS = 0xC000_0201L;
    private static final int VIRTUAL_PORT = 80;
    private static final int TCP = 6;
    private static final int UINT16 = 0xFFFF;

    private int client;

    Packet next() {
        client++;
        return this;
    }

    @Override
    public boolean isIpv6() {
        return false;
    }

    @Override
    public long sourceHigh() {
        return 0;
    }

    @Override
    public long sourceLow() {
        return CLIENTS + (client & UINT16);
    }

    @Override
    public int sourcePort() {
        return client >>> Short.SIZE;
    }

    @Override
    public long destinationHigh() {
        return 0;
    }

    @Override
    public long destinationLow() {
        return VIRTUAL_ADDRESS;
    }

    @Override
    public int destinationPort() {
        return VIRTUAL_PORT;
    }

    @Override
    public int protocol() {
        return TCP;
    }
}
