/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

/** What a {@link Bond} does with its members. Source: rte_eth_bond.h, BONDING_MODE_*. */
public enum BondMode {
    /** One member carries everything, the others wait until its link goes down. */
    ACTIVE_BACKUP("ACTIVE_BACKUP"),
    /** All members carry that the other end agrees to by LACP. Source: IEEE 802.1AX, once 802.3ad. */
    LACP("8023AD");

    private final int number;

    BondMode(final String name) {
        number = Layout.intConstant("BONDING_MODE_" + name);
    }

    int number() {
        return number;
    }
}
