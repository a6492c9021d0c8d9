/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.bench.support.BenchException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Whether transmitted frames are what they have to be, to the byte: MAC addresses, hops, with NAT address and port of a
 * real server, in a tunnel its header, all checksums, and all else as it came; and each flow always to the same real
 * server. From one thread.
 */
public final class RewriteCheck {
    private static final int NONE = -1;

    private final Traffic traffic;
    private final int[] serverOfFlow;

    /**
     * A check that has seen nothing yet.
     *
     * @param traffic knows what frames have to be.
     */
    public RewriteCheck(final Traffic traffic) {
        this.traffic = traffic;
        this.serverOfFlow = new int[traffic.flows()];
        Arrays.fill(serverOfFlow, NONE);
    }

    /**
     * Checks a sample, which may be empty.
     *
     * @param sample frames that the director sent.
     * @throws BenchException showing the first frame that is wrong, beside what it should be.
     */
    public void check(final List<byte[]> sample) {
        sample.forEach(this::check);
    }

    private void check(final byte[] frame) {
        if (frame.length != traffic.transmittedLength()) {
            throw BenchException.failed("a frame of " + frame.length + " bytes was transmitted: " + hex(frame));
        }
        final int flow = traffic.flow(frame);
        final int server = traffic.serverOf(frame);
        if (flow < 0 || flow >= traffic.flows() || server < 0 || server >= traffic.servers()
            || server / traffic.serversEach() != traffic.serviceOf(flow)) {
            throw BenchException.failed("a frame of no flow or to no real server was transmitted: " + hex(frame));
        }
        final byte[] expected = traffic.rewritten(flow, server, frame);
        if (!Arrays.equals(frame, expected)) {
            throw BenchException.failed("a frame was rewritten wrongly\n  transmitted " + hex(frame)
                + "\n  expected    " + hex(expected));
        }
        if (serverOfFlow[flow] != NONE && serverOfFlow[flow] != server) {
            throw BenchException.failed("flow " + flow + " went to real server " + serverOfFlow[flow] + ", then to "
                + server);
        }
        serverOfFlow[flow] = server;
    }

    private static String hex(final byte[] frame) {
        return HexFormat.of().formatHex(frame);
    }
}
