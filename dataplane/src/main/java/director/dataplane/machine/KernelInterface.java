/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.machine;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.Problem;
import director.dataplane.configuration.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The interface that a port or a VLAN has in the kernel: its addresses and routes, set by {@code ip} of iproute2. From
 * the thread that starts the director, and from then on from the one that keeps addresses up to date.
 *
 * <p>The kernel gets no address but the director's. So it does not make itself a link-local one, looks for no router,
 * and asks for no duplicates: they are the same addresses.
 */
public final class KernelInterface {
    /** The metric of routes: those that the machine had before are preferred. */
    private static final int METRIC = 4_096;
    private static final String NO = "0";
    private static final String NO_LINK_LOCAL = "1";

    private final String path;
    private final String name;
    private final Path settings;

    /**
     * One that exists.
     *
     * @param path where the configuration names it, for messages.
     * @param name as {@code ip link} shows it.
     */
    public KernelInterface(final String path, final String name) {
        this.path = path;
        this.name = name;
        this.settings = Path.of("/proc/sys/net/ipv6/conf", name);
    }

    /** Before it is up for the first time: has it keep to the addresses that it is given. */
    public void quieten() {
        write("addr_gen_mode", NO_LINK_LOCAL);
        write("accept_ra", NO);
        write("router_solicitations", NO);
        write("accept_dad", NO);
        write("disable_ipv6", NO);
    }

    /**
     * Gives it what its port has.
     *
     * @param port the port.
     * @param mtu  the longest IP packet.
     * @throws UnavailableException if the kernel refuses anything.
     */
    public void configure(final PortSettings port, final int mtu) {
        final List<String> lines = new ArrayList<>();
        lines.add("link set dev " + name + " mtu " + mtu + " up");
        for (final InterfaceAddress own : port.addresses()) {
            lines.add("address replace " + own + " dev " + name + (own.address().ipv6() ? " nodad" : " broadcast +"));
        }
        port.allRoutes().stream().collect(Collectors.groupingBy(Route::to, LinkedHashMap::new,
            Collectors.mapping(Route::via, Collectors.toList()))).forEach((to, via) -> lines.add(route(to, via)));
        run(lines);
    }

    /**
     * Adds and removes virtual addresses.
     *
     * @param added   that it has from now on.
     * @param removed that it has no longer.
     * @throws UnavailableException if the kernel refuses anything.
     */
    public void change(final List<IpAddress> added, final List<IpAddress> removed) {
        final List<String> lines = new ArrayList<>();
        for (final IpAddress address : removed) {
            lines.add("address del " + address + "/" + address.bits() + " dev " + name);
        }
        for (final IpAddress address : added) {
            lines.add("address replace " + address + "/" + address.bits() + " dev " + name
                + (address.ipv6() ? " nodad" : ""));
        }
        if (!lines.isEmpty()) {
            run(lines);
        }
    }

    private String route(final IpPrefix to, final List<IpAddress> via) {
        final String hops = via.size() == 1 ? " via " + via.getFirst() + " dev " + name
            : via.stream().map(router -> " nexthop via " + router + " dev " + name).collect(Collectors.joining());
        return "route replace " + to + " metric " + METRIC + hops;
    }

    private void run(final List<String> lines) {
        final @Nullable String refusal = ip(lines);
        if (refusal != null) {
            throw refused("cannot be configured (ip says: " + refusal + ")",
                "look whether the host has these addresses or routes already");
        }
    }

    /** Every line, even if one is refused. Answers what is said then, or null. */
    private @Nullable String ip(final List<String> lines) {
        try {
            final Process process = new ProcessBuilder("ip", "-force", "-batch", "-").redirectErrorStream(true).start();
            try (Writer to = process.outputWriter(StandardCharsets.UTF_8)) {
                to.write(String.join("\n", lines) + "\n");
            }
            final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? null : said.strip().replace('\n', ' ');
        } catch (final IOException e) {
            throw refused("cannot be configured: ip does not run (" + e.getMessage() + ")", "install iproute2");
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused("was not configured: interrupted", "start again");
        }
    }

    private UnavailableException refused(final String what, final String remedy) {
        return new UnavailableException(List.of(new Problem(path, name, what, remedy)));
    }

    /** A kernel without IPv6, or an older one, lacks some of them. */
    private void write(final String setting, final String value) {
        final Path file = settings.resolve(setting);
        if (Files.isWritable(file)) {
            try {
                Files.writeString(file, value);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
