/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

/**
 * A field of a packet.
 *
 * @param name   with its header, {@code IPv4 TTL} for example.
 * @param offset of its first byte in the packet.
 * @param length in bytes; fields that share a byte share offset and length.
 * @param value  as people write it.
 */
record PacketField(String name, int offset, int length, String value) {
}
