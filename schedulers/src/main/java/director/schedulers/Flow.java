/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

/**
 * The packet that asks for a new connection, as a scheduler sees it. One object is used again for every packet: nothing
 * may keep it.
 *
 * <p>An address is two 64-bit words in host order: an IPv4 address is the low 32 bits of the low word, an IPv6 address
 * fills both.
 */
public interface Flow {
    /**
     * Whether the addresses are IPv6.
     *
     * @return false for IPv4.
     */
    boolean isIpv6();

    /**
     * The client's address, upper half.
     *
     * @return 0 for IPv4.
     */
    long sourceHigh();

    /**
     * The client's address, lower half.
     *
     * @return the whole address for IPv4, 0 to 2³² - 1.
     */
    long sourceLow();

    /**
     * The client's port.
     *
     * @return 0 to 65,535; 0 for protocols without ports.
     */
    int sourcePort();

    /**
     * The virtual address, upper half.
     *
     * @return 0 for IPv4.
     */
    long destinationHigh();

    /**
     * The virtual address, lower half.
     *
     * @return the whole address for IPv4, 0 to 2³² - 1.
     */
    long destinationLow();

    /**
     * The virtual port.
     *
     * @return 0 to 65,535; 0 for protocols without ports.
     */
    int destinationPort();

    /**
     * The transport protocol.
     *
     * @return the protocol number of the IP header: 6 TCP, 17 UDP, 132 SCTP.
     */
    int protocol();

    /**
     * When the packet is handled, on a clock of the director's that only goes forward; the one of
     * {@link ServiceScheduler#housekeeping}.
     *
     * @return nanoseconds since no particular moment; only differences have a meaning.
     */
    default long nowNs() {
        return 0;
    }

    /**
     * How much of a UDP datagram there is behind its header.
     *
     * @return bytes; 0 for other protocols.
     */
    default int udpPayloadLength() {
        return 0;
    }

    /**
     * A byte of a UDP datagram.
     *
     * @param offset 0 to {@link #udpPayloadLength} - 1, from the end of the UDP header on.
     * @return 0 to 255.
     * @throws IndexOutOfBoundsException if there is no such byte.
     */
    default int udpPayload(final int offset) {
        throw new IndexOutOfBoundsException(offset);
    }
}
