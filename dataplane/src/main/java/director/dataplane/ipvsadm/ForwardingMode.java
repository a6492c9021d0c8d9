/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

/** How packets get to a real server, as ipvsadm(8) names it. */
public enum ForwardingMode {
    /** Network address translation. */
    MASQUERADE("-m", "Masq"),
    /**
     * Network address translation of both ends, for which ipvsadm has no option and no name: it is listed as full NAT,
     * and rules that were saved with it are refused when they are restored.
     */
    FULL_NAT("--fullnat", "FullNat"),
    /** The packet travels in another one. */
    TUNNEL("-i", "Tunnel"),
    /** Direct routing: only the link-layer address changes. */
    DIRECT("-g", "Route");

    private final String option;
    private final String listed;

    ForwardingMode(final String option, final String listed) {
        this.option = option;
        this.listed = listed;
    }

    String option() {
        return option;
    }

    String listed() {
        return listed;
    }
}
