/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortDevice;
import director.dataplane.configuration.PortSettings;
import java.util.Locale;

/**
 * What DPDK is told to make a port of, or the members of a bond.
 *
 * @param settings the port.
 * @param index    its place in the configuration, which makes the names of virtual devices unique.
 * @param workers  how many there are.
 */
record DeviceArguments(PortSettings settings, int index, int workers) {
    /** Those of what a port opens. */
    String of(final PortDevice opened) {
        final String device = opened.device();
        if (device != null) {
            return device;
        }
        final String number = index + (settings.bond() == null ? "" : "_" + settings.devices().indexOf(opened));
        if (settings.pmd() == Pmd.AF_XDP) {
            final int queues = Math.min(workers, QueuePlan.receiving(opened.interfaceName()));
            return String.format(Locale.ROOT, "net_af_xdp%s,iface=%s", number, opened.interfaceName())
                + (queues > 1 ? ",queue_count=" + queues : "");
        }
        // A ring of blocks of two frames each.
        final int frame = settings.longestFrame();
        return String.format(Locale.ROOT, "net_af_packet%s,iface=%s,qpairs=%d,framesz=%d,blocksz=%d,framecnt=%d",
            number, opened.interfaceName(), Math.min(workers, QueuePlan.AF_PACKET_MAX), frame, frame * 2,
            Integer.highestOneBit(settings.rxDescriptors()));
    }
}
