/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import director.dataplane.address.IpAddress;

/** From what people configure to the bytes of a packet read as native integers. */
public final class WireOrder {
    private WireOrder() {
    }

    /**
     * An address.
     *
     * @param address in host order.
     * @return wire order.
     */
    public static int address(final IpAddress address) {
        return Integer.reverseBytes((int) address.low());
    }

    /**
     * A port.
     *
     * @param port 0 to 65,535.
     * @return wire order.
     */
    public static int port(final int port) {
        return Integer.reverseBytes(port) >>> 16;
    }
}
