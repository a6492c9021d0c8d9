/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import director.dataplane.ipvsadm.Ipvsadm;
import director.dataplane.replay.EmittedPacket;
import director.dataplane.replay.NotSupportedException;
import director.dataplane.replay.ReplayDirector;
import director.dataplane.replay.ReplayNetwork;
import director.management.capture.CapturedPacket;
import director.schedulers.SchedulerRegistry;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Plays captured packets against a director that rules of {@code ipvsadm} configure. */
public final class CaptureReplay {
    /** Longer pauses than a day would mostly be damaged times, and take long to play. */
    private static final long MAX_NS = 86_400_000_000_000L;
    private static final long NANOS_IN_MILLI = 1_000_000;

    private final ReplayDirector director;
    private final List<SidePacket> emitted = new ArrayList<>();
    private int leftOut;

    private CaptureReplay(final ReplayDirector director) {
        this.director = director;
    }

    /**
     * What came of a replay.
     *
     * @param emitted what the director sent, in the order of sending.
     * @param played  how many packets arrived.
     * @param leftOut how many packets of the capture cannot arrive: no IP, neighbour discovery, or outbound.
     */
    public record Result(List<SidePacket> emitted, int played, int leftOut) {
    }

    /**
     * Plays packets in the order of their times.
     *
     * @param rules   lines as {@code ipvsadm -R} reads them; lines that are empty or begin with # are passed over.
     * @param network where the director stands.
     * @param schedulers what rules can name.
     * @param arrivals what arrives.
     * @return what came of it.
     * @throws TraceException if the rules cannot be read, or a packet cannot arrive for its time or length.
     */
    public static Result play(
        final Path rules, final ReplayNetwork network, final SchedulerRegistry schedulers,
        final List<SidePacket> arrivals) {
        try (ReplayDirector director = new ReplayDirector(schedulers, network)) {
            configure(director, rules);
            final CaptureReplay replay = new CaptureReplay(director);
            final int played = replay.play(arrivals);
            return new Result(List.copyOf(replay.emitted), played, replay.leftOut);
        }
    }

    private static void configure(final ReplayDirector director, final Path rules) {
        final CommandRunner commands = new CommandRunner(director);
        final List<String> lines = lines(rules);
        for (int i = 0; i < lines.size(); i++) {
            final String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                final Ipvsadm.Result result = commands.run("-R", line + "\n");
                if (result.exitCode() != 0) {
                    throw new TraceException(rules, i + 1, result.err().isBlank() ? "is no rule: ipvsadm -R ends with "
                        + result.exitCode() : result.err().strip(), null);
                }
            } catch (final NotSupportedException e) {
                throw new TraceException(rules, i + 1, "not supported yet: " + e.what(), e);
            }
        }
    }

    private static List<String> lines(final Path rules) {
        try {
            return Files.readAllLines(rules);
        } catch (final NoSuchFileException e) {
            throw new TraceException(rules, "there is no such file", e);
        } catch (final CharacterCodingException e) {
            throw new TraceException(rules, "is not UTF-8 text", e);
        } catch (final IOException e) {
            throw new TraceException(rules, "cannot be read (" + e + ")", e);
        }
    }

    private int play(final List<SidePacket> arrivals) {
        final List<SidePacket> sorted = arrivals.stream()
            .sorted(Comparator.comparingLong(arrival -> arrival.packet().timeNs()))
            .toList();
        final long startNs = sorted.isEmpty() ? 0 : sorted.getFirst().packet().timeNs();
        final long startMs = director.nowMs();
        int played = 0;
        for (final SidePacket arrival : sorted) {
            final CapturedPacket packet = arrival.packet();
            final byte[] ip = LinkLayer.ip(arrival.linkType(), packet);
            if (packet.outbound() || ip.length == 0) {
                leftOut++;
                continue;
            }
            final long passedNs = packet.timeNs() - startNs;
            if (passedNs > MAX_NS) {
                throw new TraceException(arrival.file(), "has a packet more than a day behind the first: correct the "
                    + "times, or cut it", null);
            }
            director.advanceTo(startMs + passedNs / NANOS_IN_MILLI);
            take(startNs, startMs, packet.timeNs());
            inject(arrival, ip);
            take(startNs, startMs, packet.timeNs());
            played++;
        }
        return played;
    }

    private void inject(final SidePacket arrival, final byte[] ip) {
        try {
            director.inject(arrival.side(), ip);
        } catch (final NotSupportedException e) {
            throw new TraceException(arrival.file(), "not supported yet: " + e.what(), e);
        }
    }

    /** What was sent gets the time of the packet that led to it, or that of the director's clock. */
    private void take(final long startNs, final long startMs, final long nowNs) {
        for (final EmittedPacket packet : director.takeEmitted()) {
            final long timeNs = packet.atMs() == director.nowMs() ? nowNs
                : startNs + (packet.atMs() - startMs) * NANOS_IN_MILLI;
            emitted.add(SidePacket.emitted(packet, timeNs));
        }
    }
}
