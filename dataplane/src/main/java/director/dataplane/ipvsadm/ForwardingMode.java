/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

/** How packets get to a real server, as ipvsadm(8) names it. */
public enum ForwardingMode {
    /** Network address translation. */
    MASQUERADE("-m", "Masq"),
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
