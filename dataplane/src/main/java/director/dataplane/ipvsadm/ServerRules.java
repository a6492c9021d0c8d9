/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.util.EnumSet;
import java.util.Set;

/** What the options of a real server require of one another. */
final class ServerRules {
    private static final Set<Option> TUNNEL_OPTIONS = EnumSet.range(Option.TUN_TYPE, Option.TUN_REMCSUM);

    private ServerRules() {
    }

    /**
     * The real server's name: unless the packet is rewritten, its port is the service's.
     *
     * @param draft the command.
     * @return the name.
     */
    static Endpoint server(final Draft draft) {
        final boolean keepsPort = draft.mark == 0 && draft.mode != ForwardingMode.MASQUERADE;
        return keepsPort ? new Endpoint(draft.server.address(), draft.virtual.port()) : draft.server;
    }

    static ServerOptions options(final Draft draft) throws UsageException {
        final boolean tunnel = draft.mode == ForwardingMode.TUNNEL;
        if (!tunnel && draft.server.address().ipv6() != draft.virtual.address().ipv6()) {
            throw UsageException.of("Different address family is allowed only for tunneling servers");
        }
        for (final Option option : TUNNEL_OPTIONS) {
            if (!tunnel && draft.given.contains(option)) {
                throw UsageException.of("Tunnel options conflict with forward method");
            }
        }
        if (tunnel) {
            checkTunnel(draft);
        }
        return new ServerOptions(draft.mode, new Tunnel(draft.tunnelType, draft.tunnelPort, draft.tunnelChecksum),
            draft.weight, draft.upper, draft.lower);
    }

    private static void checkTunnel(final Draft draft) throws UsageException {
        final String type = draft.tunnelType.word();
        final Set<Option> allowed = switch (draft.tunnelType) {
            case IPIP -> EnumSet.of(Option.TUN_TYPE);
            case GRE -> EnumSet.of(Option.TUN_TYPE, Option.TUN_NOCSUM, Option.TUN_CSUM);
            case GUE -> TUNNEL_OPTIONS;
        };
        for (final Option option : TUNNEL_OPTIONS) {
            if (option == Option.TUN_PORT && draft.tunnelType == Tunnel.Type.GUE && !draft.given.contains(option)) {
                throw UsageException.of("You need to supply the 'tun-port' option for the 'gue' tunnel type");
            }
            if (draft.given.contains(option) && !allowed.contains(option)) {
                throw UsageException.of("Illegal '" + option.word() + "' option with the '" + type
                    + "' tunnel type");
            }
        }
        checkPair(draft, Option.TUN_CSUM, Option.TUN_NOCSUM);
        checkPair(draft, Option.TUN_REMCSUM, Option.TUN_NOCSUM);
        checkPair(draft, Option.TUN_REMCSUM, Option.TUN_CSUM);
    }

    private static void checkPair(final Draft draft, final Option later, final Option earlier)
            throws UsageException {
        if (draft.given.contains(later) && draft.given.contains(earlier)) {
            throw UsageException.of("The option '" + later.word() + "' conflicts with the '" + earlier.word()
                + "' option in the '" + draft.tunnelType.word() + "' tunnel type");
        }
    }
}
