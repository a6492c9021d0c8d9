/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

/** By what a {@link Bond} chooses the member that a packet leaves by. Source: rte_eth_bond.h, BALANCE_XMIT_POLICY_*. */
public enum BondHash {
    /** MAC addresses. */
    LAYER2("LAYER2"),
    /** MAC and IP addresses. */
    LAYER2_3("LAYER23"),
    /** IP addresses and ports. */
    LAYER3_4("LAYER34");

    private final int number;

    BondHash(final String name) {
        number = Layout.intConstant("BALANCE_XMIT_POLICY_" + name);
    }

    int number() {
        return number;
    }
}
