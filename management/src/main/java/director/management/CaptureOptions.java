/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.replay.ReplayNetwork;
import director.dataplane.replay.Side;
import director.management.capture.Capture;
import director.management.capture.CaptureException;
import director.management.capture.CaptureFile;
import director.management.capture.CaptureInterface;
import director.management.capture.CapturedPacket;
import director.management.replay.CaptureReplay;
import director.management.replay.SidePacket;
import director.schedulers.SchedulerRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The part of {@code director replay} that plays captures: {@code --rules FILE IN OUT} and what belongs to it. */
final class CaptureOptions {
    @Option(names = "--rules", paramLabel = "FILE", description = "Play captures instead of traces, against a director "
        + "with these rules, lines as ipvsadm -S prints them. IN and OUT are then a pcapng file with two interfaces "
        + "and what to write; or give a pcap a side with the options below.")
    private @Nullable Path rules;

    @Option(names = "--client", paramLabel = "PCAP", description = "What arrives from clients.")
    private @Nullable Path client;

    @Option(names = "--real", paramLabel = "PCAP", description = "What arrives from real servers.")
    private @Nullable Path real;

    @Option(names = "--out-client", paramLabel = "PCAP", description = "Where to write what goes to clients.")
    private @Nullable Path outClient;

    @Option(names = "--out-real", paramLabel = "PCAP", description = "Where to write what goes to real servers.")
    private @Nullable Path outReal;

    @Option(names = "--client-interface", paramLabel = "NAME", description = "The clients' interface of IN (client).")
    private @Nullable String clientInterface;

    @Option(names = "--real-interface", paramLabel = "NAME", description = "The real servers' interface of IN (real).")
    private @Nullable String realInterface;

    @Option(names = "--client-addresses", paramLabel = "ADDRESS/LENGTH", split = ",", description = "The director's "
        + "addresses on the clients' side (10.0.0.254/24,fd00::254/64).")
    private @Nullable List<String> clientAddresses;

    @Option(names = "--real-addresses", paramLabel = "ADDRESS/LENGTH", split = ",", description = "The director's "
        + "addresses on the real servers' side (10.9.0.254/16,fd09::254/64).")
    private @Nullable List<String> realAddresses;

    @Option(names = "--gateway", paramLabel = "ADDRESS", split = ",", description = "Default routes on the clients' "
        + "side, one for each version of IP (10.0.0.1,fd00::1 unless --client-addresses is given).")
    private @Nullable List<String> gateways;

    /** Whether captures are to be played. */
    boolean given() {
        return rules != null || Stream.of(client, real, outClient, outReal, clientInterface, realInterface,
            clientAddresses, realAddresses, gateways).anyMatch(option -> option != null);
    }

    /** Plays them and answers what to tell. */
    String play(final CommandLine commandLine, final SchedulerRegistry schedulers, final List<Path> files) {
        final Path with = rules;
        if (with == null) {
            throw new ParameterException(commandLine, "captures are played with --rules FILE");
        }
        final ReplayNetwork network = network(commandLine);
        final CaptureReplay.Result result;
        if (client == null && real == null) {
            result = playOne(commandLine, files, arrivals -> CaptureReplay.play(with, network, schedulers, arrivals));
        } else {
            result = playTwo(commandLine, files, arrivals -> CaptureReplay.play(with, network, schedulers, arrivals));
        }
        return String.format(Locale.ROOT, "%d packets arrived, %d were sent, %d were left out", result.played(),
            result.emitted().size(), result.leftOut());
    }

    private CaptureReplay.Result playOne(
        final CommandLine commandLine, final List<Path> files,
        final Function<List<SidePacket>, CaptureReplay.Result> player) {
        if (files.size() != 2 || outClient != null || outReal != null) {
            throw new ParameterException(commandLine, "--rules needs IN and OUT, or --client and --real");
        }
        final Path file = files.getFirst();
        final Capture in = CaptureFile.read(file);
        final String[] names = {clientInterface == null ? Side.CLIENT.label() : clientInterface,
            realInterface == null ? Side.REAL.label() : realInterface};
        final List<CaptureInterface> written = new ArrayList<>();
        final List<SidePacket> arrivals = new ArrayList<>();
        for (final Side side : Side.values()) {
            final String name = names[written.size()];
            final int at = find(file, in, name);
            final int linkType = supported(file, in.interfaces().get(at));
            written.add(new CaptureInterface(name, linkType));
            in.packets().stream()
                .filter(packet -> packet.at() == at)
                .forEach(packet -> arrivals.add(new SidePacket(file, side, linkType, packet)));
        }
        final CaptureReplay.Result result = player.apply(arrivals);
        CaptureFile.writePcapng(files.getLast(), new Capture(written, result.emitted().stream()
            .map(packet -> packet.on(place(packet.side()), written.get(place(packet.side())).linkType()))
            .toList()));
        return result;
    }

    private CaptureReplay.Result playTwo(
        final CommandLine commandLine, final List<Path> files,
        final Function<List<SidePacket>, CaptureReplay.Result> player) {
        if (!files.isEmpty() || clientInterface != null || realInterface != null) {
            throw new ParameterException(commandLine, "IN, OUT and interface names are not for --client and --real");
        }
        final List<SidePacket> arrivals = new ArrayList<>();
        final int clientLink = add(arrivals, Side.CLIENT, client);
        final int realLink = add(arrivals, Side.REAL, real);
        final CaptureReplay.Result result = player.apply(arrivals);
        write(outClient, Side.CLIENT, clientLink < 0 ? realLink : clientLink, result.emitted());
        write(outReal, Side.REAL, realLink < 0 ? clientLink : realLink, result.emitted());
        return result;
    }

    /** Answers the link type; -1 without a file. */
    private static int add(final List<SidePacket> arrivals, final Side side, final @Nullable Path file) {
        if (file == null) {
            return -1;
        }
        final Capture in = CaptureFile.read(file);
        if (in.interfaces().size() != 1) {
            throw new CaptureException(file, "has " + in.interfaces().size()
                + " interfaces: give one file a side, or this one as IN", null);
        }
        final int linkType = supported(file, in.interfaces().getFirst());
        in.packets().forEach(packet -> arrivals.add(new SidePacket(file, side, linkType, packet)));
        return linkType;
    }

    private static void write(
        final @Nullable Path file, final Side side, final int linkType, final List<SidePacket> emitted) {
        if (file != null) {
            final List<CapturedPacket> packets = emitted.stream()
                .filter(packet -> packet.side() == side)
                .map(packet -> packet.on(0, linkType))
                .toList();
            CaptureFile.writePcap(file, linkType, packets);
        }
    }

    private static int find(final Path file, final Capture in, final String name) {
        final List<String> names = in.interfaces().stream().map(CaptureInterface::name).toList();
        if (names.equals(List.of(""))) {
            throw new CaptureException(file, "has one interface: give one pcap a side, with --client and --real", null);
        }
        final int at = names.indexOf(name);
        if (at < 0 || at != names.lastIndexOf(name)) {
            throw new CaptureException(file, (at < 0 ? "has no interface " : "has more than one interface ") + name
                + " among " + names + ": name two with --client-interface and --real-interface", null);
        }
        return at;
    }

    private static int supported(final Path file, final CaptureInterface captured) {
        final int linkType = captured.linkType();
        if (linkType != CaptureInterface.ETHERNET && linkType != CaptureInterface.RAW_IP) {
            throw new CaptureException(file, "has link type " + linkType + ", and only " + CaptureInterface.ETHERNET
                + " (Ethernet) and " + CaptureInterface.RAW_IP + " (raw IP) can be played", null);
        }
        return linkType;
    }

    private static int place(final Side side) {
        return side == Side.CLIENT ? 0 : 1;
    }

    private ReplayNetwork network(final CommandLine commandLine) {
        final ReplayNetwork standard = ReplayNetwork.STANDARD;
        try {
            IpAddress gateway = clientAddresses == null ? standard.gateway() : null;
            IpAddress gateway6 = clientAddresses == null ? standard.gateway6() : null;
            for (final String text : gateways == null ? List.<String>of() : gateways) {
                final IpAddress address = IpAddress.parse(text);
                gateway = address.ipv6() ? gateway : address;
                gateway6 = address.ipv6() ? address : gateway6;
            }
            return new ReplayNetwork(addresses(clientAddresses, standard.client()),
                addresses(realAddresses, standard.real()), gateway, gateway6);
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(commandLine, String.valueOf(e.getMessage()), e);
        }
    }

    private static List<InterfaceAddress> addresses(
        final @Nullable List<String> texts, final List<InterfaceAddress> standard) {
        return texts == null ? standard : texts.stream().map(InterfaceAddress::parse).toList();
    }
}
