/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import director.dataplane.connection.Connection;
import director.dataplane.tunnel.Tunnel;
import java.util.Arrays;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Real servers by address and port, for packets that come from one or tell of one. Those that were removed are not
 * among them. Immutable; from any thread.
 */
public final class Endpoints {
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
    private static final Destination[] NOBODY = {};

    /** By {@link #key}, which several may share. */
    private final Long2ObjectHashMap<Destination[]> byKey = new Long2ObjectHashMap<>();

    /**
     * Real servers.
     *
     * @param destinations by their numbers; null where there is none.
     */
    public Endpoints(final @Nullable Destination[] destinations) {
        for (final @Nullable Destination destination : destinations) {
            if (destination != null && destination.available()) {
                byKey.merge(key(destination.high(), destination.low(), port(destination)),
                    new Destination[] {destination}, Endpoints::joined);
            }
        }
    }

    /**
     * Whether packets from an address and port are replies of a real server whose packets are translated.
     *
     * @param protocol the transport protocol.
     * @param high     wire order.
     * @param low      wire order.
     * @param port     wire order.
     * @return false for real servers of other protocols and forwarding methods.
     */
    public boolean isTranslated(final int protocol, final long high, final long low, final int port) {
        for (final Destination destination : at(high, low, port)) {
            if (destination.method() == Connection.MASQUERADE && isAt(destination, high, low, port)
                && (destination.service().mark() != 0 || destination.service().protocol().number() == protocol)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a tunnel ends at an address.
     *
     * @param kind one of the kinds of {@link Tunnel}; those with and without a checksum are the same here.
     * @param high wire order.
     * @param low  wire order.
     * @param port where GUE is received, wire order; 0 for other kinds.
     * @return false if no real server is reached through such a tunnel.
     */
    public boolean isTunnel(final int kind, final long high, final long low, final int port) {
        for (final Destination destination : at(high, low, port)) {
            if (destination.method() == Connection.TUNNEL && isAt(destination, high, low, port)
                && plain(destination.tunnelKind()) == plain(kind)) {
                return true;
            }
        }
        return false;
    }

    private Destination[] at(final long high, final long low, final int port) {
        final Destination @Nullable [] found = byKey.get(key(high, low, port));
        return found == null ? NOBODY : found;
    }

    private static boolean isAt(final Destination destination, final long high, final long low, final int port) {
        return destination.high() == high && destination.low() == low && port(destination) == port;
    }

    private static int port(final Destination destination) {
        if (destination.method() != Connection.TUNNEL) {
            return destination.port();
        }
        return plain(destination.tunnelKind()) == Tunnel.GUE ? destination.tunnelPort() : 0;
    }

    private static int plain(final int kind) {
        return switch (kind) {
            case Tunnel.GRE_CHECKSUM -> Tunnel.GRE;
            case Tunnel.GUE_CHECKSUM -> Tunnel.GUE;
            default -> kind;
        };
    }

    private static long key(final long high, final long low, final int port) {
        return ((high * MULTIPLIER) ^ low) * MULTIPLIER + port;
    }

    private static Destination[] joined(final Destination[] some, final Destination[] more) {
        final Destination[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }
}
