/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import org.jspecify.annotations.Nullable;

/**
 * What a port opens: one interface or device, or one for each member of a bond.
 *
 * @param path          where it stands in the configuration of its port: empty, or as in {@code bond.members[1].}.
 * @param device        DPDK device arguments; null if an interface is named.
 * @param interfaceName a kernel interface; null if a device is named.
 */
public record PortDevice(String path, @Nullable String device, @Nullable String interfaceName) {
    /**
     * Where in a configuration the interface stands.
     *
     * @param port the place of the port.
     * @return as in {@code ports[0].interface}.
     */
    public String interfacePath(final int port) {
        return path(port) + "interface";
    }

    /**
     * Where in a configuration the device stands.
     *
     * @param port the place of the port.
     * @return as in {@code ports[0].device}.
     */
    public String devicePath(final int port) {
        return path(port) + "device";
    }

    private String path(final int port) {
        return "ports[" + port + "]." + path;
    }
}
