/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.localport;

import director.dataplane.time.Ticks;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The local addresses at one worker from which connections to a real server come. From the worker's thread.
 */
public final class LocalPool {
    /** No address and port. */
    public static final int NONE = 0;

    private final LocalAddress[] addresses;
    private final long[] emptyAt = new long[1 << Byte.SIZE];

    /**
     * A pool.
     *
     * @param addresses at least one, of one version of IP.
     */
    public LocalPool(final List<LocalAddress> addresses) {
        this.addresses = addresses.toArray(new LocalAddress[0]);
        Arrays.fill(emptyAt, -1);
    }

    /**
     * Takes a port of any of the addresses.
     *
     * <p>The hash says where to begin, so that addresses are used alike. Those that have no free port are passed over;
     * if all of them have none, that is remembered until a port is put back or time goes on.
     *
     * @param protocol its number.
     * @param hash     of the client's packet, all bits of which count.
     * @param nowTick  of {@link Ticks#of}.
     * @param ports    of the worker, which gets to know the address.
     * @return index of the address in the upper half, port in wire order in the lower one; or {@link #NONE}.
     */
    int take(final int protocol, final long hash, final int nowTick, final LocalPorts ports) {
        final long moment = ports.moment(nowTick);
        final int start = (int) (((hash >>> Integer.SIZE) * addresses.length) >>> Integer.SIZE);
        if (emptyAt[protocol] != moment) {
            for (int i = 0; i < addresses.length; i++) {
                final LocalAddress address = addresses[i + start < addresses.length ? i + start
                    : i + start - addresses.length];
                final @Nullable FreePorts free = address.ports(protocol);
                final int port = free == null ? FreePorts.NONE : free.take(nowTick);
                if (port != FreePorts.NONE) {
                    ports.know(address);
                    return address.index() << Short.SIZE | port;
                }
            }
            emptyAt[protocol] = moment;
        }
        final @Nullable FreePorts first = addresses[start].ports(protocol);
        if (first != null) {
            first.refuse();
        }
        return NONE;
    }
}
