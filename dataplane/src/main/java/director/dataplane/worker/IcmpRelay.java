/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

/** Takes ICMP errors about packets of connections to the side that sent those. From the worker's thread. */
final class IcmpRelay {
    /** Answers whether an ICMP message was one, and has met its fate. */
    boolean relay(final Packet packet) {
        return packet.kind == Packet.DONE;
    }
}
