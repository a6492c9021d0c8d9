/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/** How packets reach a real server. */
public enum ForwardingMethod {
    /** Addresses and ports are translated in both directions; replies come back through the director. */
    NAT(0, "nat"),
    /** As NAT, and the source too: the real server sees a local address of the director and replies to that. */
    FULL_NAT(0, "fullnat"),
    /** The packet goes to the real server in another one, and the reply to the client directly. */
    TUNNEL(2, "tunnel"),
    /** Only the link-layer address changes: the real server has the virtual address too and replies directly. */
    DIRECT_ROUTING(3, "direct-routing");

    private final int id;
    private final String label;

    ForwardingMethod(final int id, final String label) {
        this.id = id;
        this.label = label;
    }

    /**
     * The number by which connections remember it, that of IPVS's connection flags, for which full NAT is NAT.
     *
     * @return 0, 2 or 3.
     */
    public int id() {
        return id;
    }

    /**
     * Whether addresses and ports are translated, so that replies have to come back through the director.
     *
     * @return true for NAT and full NAT.
     */
    public boolean isTranslation() {
        return this == NAT || this == FULL_NAT;
    }

    /**
     * Whether services of one version of IP can have real servers of the other one.
     *
     * @return true for full NAT and tunnels.
     */
    public boolean isBridge() {
        return this == FULL_NAT || this == TUNNEL;
    }

    /**
     * How people write it.
     *
     * @return for example {@code direct-routing}.
     */
    public String label() {
        return label;
    }
}
