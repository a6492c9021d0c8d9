/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

/** A packet that a test makes and changes. */
public final class TestFlow implements Flow {
    /** Addresses and ports, host order. */
    public long sourceHigh;
    /** See above. */
    public long sourceLow;
    /** See above. */
    public int sourcePort;
    /** See above. */
    public long destinationHigh;
    /** See above. */
    public long destinationLow;
    /** The present. */
    public long nowNs;
    /** 6 or 17. */
    public int protocol = 6;
    /** Of a UDP datagram. */
    public byte[] payload = {};

    /** All zero. */
    public TestFlow() {
    }

    @Override
    public boolean isIpv6() {
        return sourceHigh != 0 || destinationHigh != 0;
    }

    @Override
    public long sourceHigh() {
        return sourceHigh;
    }

    @Override
    public long sourceLow() {
        return sourceLow;
    }

    @Override
    public int sourcePort() {
        return sourcePort;
    }

    @Override
    public long destinationHigh() {
        return destinationHigh;
    }

    @Override
    public long destinationLow() {
        return destinationLow;
    }

    @Override
    public int destinationPort() {
        return 80;
    }

    @Override
    public int protocol() {
        return protocol;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public int udpPayloadLength() {
        return payload.length;
    }

    @Override
    public int udpPayload(final int offset) {
        return payload[offset] & 0xFF;
    }
}
