/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/** How packets reach a real server. */
public enum ForwardingMethod {
    /** Addresses and ports are translated in both directions; replies come back through the director. */
    NAT(0),
    /** The packet goes to the real server in another one, and the reply to the client directly. */
    TUNNEL(2),
    /** Only the link-layer address changes: the real server has the virtual address too and replies directly. */
    DIRECT_ROUTING(3);

    private final int id;

    ForwardingMethod(final int id) {
        this.id = id;
    }

    /**
     * The number by which connections remember it, that of IPVS's connection flags.
     *
     * @return 0, 2 or 3.
     */
    public int id() {
        return id;
    }
}
