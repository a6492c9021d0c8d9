/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

import director.schedulers.Flow;
import director.schedulers.ServiceContext;

/**
 * The flags of sh and mh.
 *
 * @param fallback flag-1: whether to look further when the first choice takes no connection.
 * @param port     flag-2: whether the client's port counts.
 */
record HashFlags(boolean fallback, boolean port) {
    private static final int FLAG_1 = 1;
    private static final int FLAG_2 = 2;

    static HashFlags of(final ServiceContext service) {
        return new HashFlags((service.flags() & FLAG_1) != 0, (service.flags() & FLAG_2) != 0);
    }

    /** What is hashed of a packet: the client's address, and its port if that counts. */
    int client(final Flow flow) {
        final int address = AddressHash.fold(flow.sourceHigh(), flow.sourceLow());
        return port ? address + flow.sourcePort() : address;
    }
}
