/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

/** How services and real servers are named on the command line. */
final class ServiceName {
    private ServiceName() {
    }

    /** Address and port. */
    static String endpoint(final String address, final int port) {
        return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
    }
}
