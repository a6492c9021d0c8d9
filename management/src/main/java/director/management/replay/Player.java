/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import director.dataplane.ipvsadm.Ipvsadm;
import director.dataplane.replay.EmittedPacket;
import director.dataplane.replay.ListedConnection;
import director.dataplane.replay.NotSupportedException;
import director.dataplane.replay.ReplayDirector;
import director.dataplane.replay.ReplayNetwork;
import director.dataplane.replay.Side;
import director.dataplane.status.DropReason;
import director.schedulers.SchedulerRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Plays the steps of a trace against an empty director, one after another. */
public final class Player {
    /** With how many workers a trace can be played. */
    public static final int MOST_WORKERS = 16;

    private static final int IPV6 = 6;
    private static final String SIP = "sip";
    private static final Set<String> RESULTS = Set.of("rc", "out", "err", "rows", Step.NOT_SUPPORTED);

    private final ReplayDirector director;
    private final CommandRunner commands;
    private final List<Step> played = new ArrayList<>();
    private final Map<Integer, Set<DropReason>> drops = new HashMap<>();
    private @Nullable Step current;

    private Player(final ReplayDirector director) {
        this.director = director;
        this.commands = new CommandRunner(director);
    }

    /**
     * Plays a trace, with the schedulers that are on the module path.
     *
     * @param trace what to play.
     * @return the same steps with this director's results.
     */
    public static Played play(final Trace trace) {
        return play(trace, SchedulerRegistry.load());
    }

    /**
     * Plays a trace.
     *
     * @param trace what to play; recorded results in it mean nothing.
     * @param schedulers those that services can have.
     * @return the same steps with this director's results.
     */
    public static Played play(final Trace trace, final SchedulerRegistry schedulers) {
        return play(trace, schedulers, 1);
    }

    /**
     * Plays a trace with several workers, at which packets arrive in turn.
     *
     * @param trace what to play; recorded results in it mean nothing.
     * @param schedulers those that services can have.
     * @param workers how many, 1 to {@link #MOST_WORKERS}.
     * @return the same steps with this director's results.
     */
    public static Played play(final Trace trace, final SchedulerRegistry schedulers, final int workers) {
        try (ReplayDirector director = new ReplayDirector(
            schedulers, ReplayNetwork.STANDARD, ReplayDirector.MAX_CONNECTIONS, workers)) {
            final Player player = new Player(director);
            trace.steps().forEach(player::step);
            player.finish();
            return new Played(new Trace(trace.file(), trace.meta(), List.copyOf(player.played)), player.drops);
        }
    }

    private void step(final Step step) {
        director.advanceTo(step.done().path("t").longValue(director.nowMs()));
        finish();
        final ObjectNode done = step.done().deepCopy();
        done.remove(RESULTS);
        current = new Step(step.line(), done, new ArrayList<>());
        played.add(current);
        try {
            carryOut(step, done);
        } catch (final NotSupportedException e) {
            done.put(Step.NOT_SUPPORTED, e.what());
        }
        see(current);
    }

    /** What time brought since the last step belongs to it. */
    private void finish() {
        final Step last = current;
        if (last != null) {
            see(last);
            if (last.kind().equals("packet") && last.seen().isEmpty() && !last.isNotSupported()) {
                last.seen().add(JsonNodeFactory.instance.objectNode().put("see", "nothing"));
            }
        }
    }

    private void carryOut(final Step step, final ObjectNode done) {
        switch (step.kind()) {
            case "vip" -> director.addVip(step.text("addr"));
            case "mark" -> mark(done);
            case "sysctl" -> director.sysctl(step.text("name"), step.text("value"));
            case "mtu" -> director.mtu(side(step), done.path("value").intValue());
            case "ipvsadm", "show" -> command(step, done);
            case "packet" -> director.inject(side(step), HexFormat.of().parseHex(step.text("ip")));
            case "conns" -> done.set("rows", rows(director.connections()));
            case "sleep" -> director.advanceTo(director.nowMs() + done.path("ms").longValue());
            case "syncin" -> director.synchronise(HexFormat.of().parseHex(step.text("payload")));
            default -> throw new IllegalArgumentException(step.kind());
        }
    }

    private void mark(final ObjectNode done) {
        director.mark(done.path("mark").longValue(), done.path("proto").stringValue(null),
            done.path("dst").stringValue(null), done.has("dport") ? done.path("dport").intValue() : null,
            done.path("af").intValue(0) == IPV6);
    }

    private void command(final Step step, final ObjectNode done) {
        final Ipvsadm.Result result = commands.run(step.text("args"), step.text("stdin"));
        done.put("rc", result.exitCode()).put("out", result.out());
        if (!result.err().isEmpty()) {
            done.put("err", result.err());
        }
    }

    private void see(final Step step) {
        final long beganMs = step.done().path("t").longValue(director.nowMs());
        for (final EmittedPacket packet : director.takeEmitted()) {
            final ObjectNode seen = JsonNodeFactory.instance.objectNode().put("see", "packet")
                .put("port", packet.side().label()).put("via", packet.via())
                .put("ip", HexFormat.of().formatHex(packet.bytes()));
            if (packet.atMs() > beganMs) {
                seen.put("t", packet.atMs());
            }
            step.seen().add(seen);
        }
        final Set<DropReason> reasons = director.takeDrops();
        if (!reasons.isEmpty()) {
            drops.merge(step.line(), reasons, (before, more) -> {
                before.addAll(more);
                return before;
            });
        }
    }

    private static Side side(final Step step) {
        return Side.valueOf(step.text("port").toUpperCase(Locale.ROOT));
    }

    private static ArrayNode rows(final List<ListedConnection> connections) {
        final ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        connections.stream()
            .map(Player::row)
            .sorted(Comparator.comparing(ObjectNode::toString))
            .forEach(rows::add);
        return rows;
    }

    private static ObjectNode row(final ListedConnection connection) {
        final ObjectNode row = JsonNodeFactory.instance.objectNode()
            .put("proto", connection.protocol())
            .put("client", connection.clientAddress() + "|" + connection.clientPort())
            .put("vip", connection.virtualAddress() + "|" + connection.virtualPort())
            .put("dest", connection.destinationAddress() + "|" + connection.destinationPort())
            .put("state", connection.state())
            .put("expires", connection.expiresSeconds());
        return connection.callId() == null ? row : row.put("pe", SIP + " " + connection.callId());
    }
}
