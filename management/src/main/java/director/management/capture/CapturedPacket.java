/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.capture;

/**
 * A packet of a capture.
 *
 * @param at       its interface, by its place in {@link Capture#interfaces}.
 * @param timeNs   when, in nanoseconds since 1970.
 * @param outbound whether it left through that interface, as far as the capture tells.
 * @param comment  what the capture says about it; empty in most. Only pcapng files keep it.
 * @param bytes    all of it, from the link-layer header on.
 */
@SuppressWarnings("ArrayRecordComponent")
public record CapturedPacket(int at, long timeNs, boolean outbound, String comment, byte[] bytes) {
}
