/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

/**
 * An IP packet that the director sent.
 *
 * @param side  by which port.
 * @param via   the next hop's address, as text.
 * @param mac   the next hop's MAC address, 48 bits.
 * @param bytes from the version nibble on.
 * @param atMs  when, on the director's clock.
 */
@SuppressWarnings("ArrayRecordComponent")
public record EmittedPacket(Side side, String via, long mac, byte[] bytes, long atMs) {
}
