/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static director.bindings.NativeMemory.uint16;
import static director.bindings.NativeMemory.uint8;

/**
 * What became of LACP at a member of a bond ({@code struct rte_eth_bond_8023ad_slave_info}). Source: IEEE 802.1AX,
 * 6.4.2.3.
 *
 * @param isCollecting   whether packets are received through it.
 * @param isDistributing whether packets are sent through it.
 * @param isPartnerSynchronized whether the other end has it in the aggregation, too.
 * @param partner        the other end's system, a MAC address of 48 bits; 0 if nobody was heard.
 * @param aggregator     the number of the port that stands for the aggregation that it is in.
 */
public record LacpState(
    boolean isCollecting, boolean isDistributing, boolean isPartnerSynchronized, long partner, int aggregator) {
    static final int SIZE = Layout.sizeOf("rte_eth_bond_8023ad_slave_info");

    private static final int ACTOR_STATE = Layout.offset("rte_eth_bond_8023ad_slave_info.actor_state");
    private static final int PARTNER_STATE = Layout.offset("rte_eth_bond_8023ad_slave_info.partner_state");
    private static final int PARTNER = Layout.offset("rte_eth_bond_8023ad_slave_info.partner");
    private static final int AGGREGATOR = Layout.offset("rte_eth_bond_8023ad_slave_info.agg_port_id");
    private static final int SYSTEM = Layout.offset("port_params.system");
    private static final int SYNCHRONIZATION = Layout.intConstant("STATE_SYNCHRONIZATION");
    private static final int COLLECTING = Layout.intConstant("STATE_COLLECTING");
    private static final int DISTRIBUTING = Layout.intConstant("STATE_DISTRIBUTING");

    static LacpState read(final long info) {
        final int actor = uint8(info + ACTOR_STATE);
        long partner = 0;
        for (int i = 0; i < Layout.sizeOf("rte_ether_addr"); i++) {
            partner = partner << Byte.SIZE | uint8(info + PARTNER + SYSTEM + i);
        }
        return new LacpState((actor & COLLECTING) != 0, (actor & DISTRIBUTING) != 0,
            (uint8(info + PARTNER_STATE) & SYNCHRONIZATION) != 0, partner, uint16(info + AGGREGATOR));
    }
}
