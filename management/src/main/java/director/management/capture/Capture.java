/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.capture;

import java.util.List;

/**
 * A capture in memory.
 *
 * @param interfaces where packets were captured; a pcap has one without a name.
 * @param packets    in the order of the file.
 */
public record Capture(List<CaptureInterface> interfaces, List<CapturedPacket> packets) {
    /** Keeps copies of the lists. */
    public Capture {
        interfaces = List.copyOf(interfaces);
        packets = List.copyOf(packets);
    }
}
