/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

/** The functions of DPDK that act on one port. */
final class PortCalls {
    static final ControlCall COUNT = ControlCall.of("u16 rte_eth_dev_count_avail");
    static final ControlCall FIND_NEXT = ControlCall.of("u16 rte_eth_find_next", "u16 port");
    static final ControlCall IS_VALID = ControlCall.of("int rte_eth_dev_is_valid_port", "u16 port");
    static final ControlCall PROBE = ControlCall.of("int rte_dev_probe", "ptr arguments");
    static final ControlCall REMOVE = ControlCall.of("int rte_dev_remove", "ptr device");
    static final ControlCall NAME = ControlCall.of("int rte_eth_dev_get_name_by_port", "u16 port", "ptr name");
    static final ControlCall INFO = ControlCall.of("int rte_eth_dev_info_get", "u16 port", "ptr info");
    static final ControlCall SOCKET = ControlCall.of("int rte_eth_dev_socket_id", "u16 port");
    static final ControlCall CONFIGURE =
        ControlCall.of("int rte_eth_dev_configure", "u16 port", "u16 rxQueues", "u16 txQueues", "ptr configuration");
    static final ControlCall RX_QUEUE_SETUP = ControlCall.of("int rte_eth_rx_queue_setup", "u16 port", "u16 queue",
        "u16 descriptors", "int socket", "ptr configuration", "ptr pool");
    static final ControlCall TX_QUEUE_SETUP = ControlCall.of("int rte_eth_tx_queue_setup", "u16 port", "u16 queue",
        "u16 descriptors", "int socket", "ptr configuration");
    static final ControlCall REDIRECT =
        ControlCall.of("int rte_eth_dev_rss_reta_update", "u16 port", "ptr table", "u16 size");
    static final ControlCall START = ControlCall.of("int rte_eth_dev_start", "u16 port");
    static final ControlCall STOP = ControlCall.of("int rte_eth_dev_stop", "u16 port");
    static final ControlCall CLOSE = ControlCall.of("int rte_eth_dev_close", "u16 port");
    static final ControlCall GET_MAC = ControlCall.of("int rte_eth_macaddr_get", "u16 port", "ptr address");
    static final ControlCall SET_MAC =
        ControlCall.of("int rte_eth_dev_default_mac_addr_set", "u16 port", "ptr address");
    static final ControlCall LINK = ControlCall.of("int rte_eth_link_get_nowait", "u16 port", "ptr link");
    static final ControlCall STATS = ControlCall.of("int rte_eth_stats_get", "u16 port", "ptr statistics");
    static final ControlCall RESET_STATS = ControlCall.of("int rte_eth_stats_reset", "u16 port");
    static final ControlCall PROMISCUOUS_ON = ControlCall.of("int rte_eth_promiscuous_enable", "u16 port");
    static final ControlCall PROMISCUOUS_OFF = ControlCall.of("int rte_eth_promiscuous_disable", "u16 port");
    static final ControlCall PROMISCUOUS = ControlCall.of("int rte_eth_promiscuous_get", "u16 port");
    static final ControlCall ALL_MULTICAST_ON = ControlCall.of("int rte_eth_allmulticast_enable", "u16 port");
    static final ControlCall ALL_MULTICAST_OFF = ControlCall.of("int rte_eth_allmulticast_disable", "u16 port");
    static final ControlCall ALL_MULTICAST = ControlCall.of("int rte_eth_allmulticast_get", "u16 port");
    static final ControlCall GET_MTU = ControlCall.of("int rte_eth_dev_get_mtu", "u16 port", "ptr mtu");
    static final ControlCall SET_MTU = ControlCall.of("int rte_eth_dev_set_mtu", "u16 port", "u16 mtu");

    private PortCalls() {
    }
}
