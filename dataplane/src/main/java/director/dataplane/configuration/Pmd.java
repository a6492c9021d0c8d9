/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/** The DPDK poll-mode driver that opens a kernel interface. */
public enum Pmd {
    /** {@code net_af_packet}: a packet socket with rings; works on every interface, also veth. */
    AF_PACKET,
    /** {@code net_af_xdp}: an XDP socket; faster, wants a kernel of 5.4 or later. */
    AF_XDP
}
