/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import director.dataplane.replay.Side;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing that happens to a director: a frame arrives, and time passes before it.
 *
 * @param side     by which port.
 * @param segments the frame, Ethernet header included, in the pieces that the device made of it.
 * @param afterMs  how much time passes before, usually 0.
 */
record Arrival(Side side, List<byte[]> segments, long afterMs) {
    int length() {
        return segments.stream().mapToInt(segment -> segment.length).sum();
    }

    @Override
    public String toString() {
        return (afterMs == 0 ? "" : "after " + afterMs + " ms ") + side.label() + " "
            + segments.stream().map(HexFormat.of()::formatHex).collect(Collectors.joining(" + "));
    }
}
