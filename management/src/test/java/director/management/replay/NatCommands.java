/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import director.dataplane.conductor.ServiceException;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Ipv4Address;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.replay.NotSupportedException;
import director.dataplane.replay.ReplayDirector;
import director.dataplane.service.ServiceKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** As much of {@code ipvsadm} as tests of replay need: TCP and UDP over IPv4, NAT, rr and wrr. */
final class NatCommands implements CommandRunner {
    private static final Set<String> FLAGS = Set.of("-A", "-D", "-a", "-e", "-d", "-m");
    private static final Set<String> OPTIONS = Set.of("-t", "-u", "-s", "-r", "-w");
    private static final int REFUSED = 255;

    @Override
    public CommandResult run(final ReplayDirector director, final String arguments, final String stdin) {
        final Map<String, String> words = parse(arguments);
        final Protocol protocol = words.containsKey("-t") ? Protocol.TCP : Protocol.UDP;
        final Endpoint virtual = Endpoint.of(words.getOrDefault("-t", words.getOrDefault("-u", "")), arguments);
        final ServiceKey key = new ServiceKey(protocol, virtual.address(), virtual.port());
        try {
            if (words.containsKey("-A")) {
                final String scheduler = words.getOrDefault("-s", "wlc");
                if (!Set.of("rr", "wrr").contains(scheduler)) {
                    throw new NotSupportedException("ipvsadm " + arguments);
                }
                director.change(proxy -> proxy.addService(
                    new ServiceSettings(protocol, virtual.address(), virtual.port(), scheduler, 0, List.of())));
            } else if (words.containsKey("-D")) {
                director.change(proxy -> proxy.deleteService(key));
            } else {
                realServer(director, words, key, arguments);
            }
        } catch (final ServiceException e) {
            return new CommandResult(REFUSED, "", e.getMessage() + "\n");
        }
        return new CommandResult(0, "", "");
    }

    private static void realServer(
        final ReplayDirector director,
        final Map<String, String> words,
        final ServiceKey key,
        final String arguments) {
        final Endpoint real = Endpoint.of(words.getOrDefault("-r", ""), arguments);
        final RealServerSettings settings = new RealServerSettings(real.address(), real.port(),
            Integer.parseInt(words.getOrDefault("-w", "1")), ForwardingMethod.NAT);
        if (words.containsKey("-d")) {
            director.change(proxy -> proxy.deleteRealServer(key, settings));
            return;
        }
        if (!words.containsKey("-m")) {
            throw new NotSupportedException("ipvsadm " + arguments);
        }
        director.change(proxy -> words.containsKey("-a") ? proxy.addRealServer(key, settings)
            : proxy.editRealServer(key, settings));
    }

    private static Map<String, String> parse(final String arguments) {
        final Map<String, String> words = new HashMap<>();
        final List<String> list = List.of(arguments.split(" ", -1));
        for (int i = 0; i < list.size(); i++) {
            if (FLAGS.contains(list.get(i))) {
                words.put(list.get(i), "");
            } else if (OPTIONS.contains(list.get(i)) && i + 1 < list.size()) {
                words.put(list.get(i), list.get(++i));
            } else {
                throw new NotSupportedException("ipvsadm " + arguments);
            }
        }
        return words;
    }

    /** Address and port. */
    private record Endpoint(Ipv4Address address, int port) {
        static Endpoint of(final String text, final String arguments) {
            final int colon = text.lastIndexOf(':');
            if (colon < 0 || text.indexOf('[') >= 0) {
                throw new NotSupportedException("ipvsadm " + arguments);
            }
            return new Endpoint(Ipv4Address.parse(text.substring(0, colon)),
                Integer.parseInt(text, colon + 1, text.length(), 10));
        }
    }
}
