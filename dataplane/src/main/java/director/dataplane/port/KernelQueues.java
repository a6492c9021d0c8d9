/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.RxQueue;
import director.dataplane.header.Ethernet;
import director.dataplane.header.VlanTag;
import director.dataplane.status.KernelTraffic;

/**
 * A port's interface in the kernel of the director's machine, as one worker sees it: what the kernel sends there is
 * received here, and the other way round. From that worker's thread.
 *
 * @param rxQueue  frames that the kernel sent.
 * @param txBuffer frames that the kernel is to receive.
 * @param traffic  counts both; the buffer knows it.
 */
public record KernelQueues(RxQueue rxQueue, TxBuffer txBuffer, KernelTraffic traffic) {
    /** The longest packet that such an interface takes, whatever the port: DPDK's TAP driver takes no longer ones. */
    public static final int MTU = 1_500;
    /** The longest frame: such a packet behind the tags of two VLANs. */
    public static final int LONGEST_TAGGED = MTU + Ethernet.LENGTH + 2 * VlanTag.LENGTH;
}
