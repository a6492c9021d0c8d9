/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.keepalived;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.TunnelSettings;
import director.dataplane.service.RealServerKey;
import director.management.health.settings.CheckSettings;
import director.management.health.settings.FailureAction;
import director.management.health.settings.NotifySettings;
import director.management.health.settings.RealServerHealth;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads one {@code real_server} block. For one block. */
final class RealServerReader {
    private final Statement block;
    private final Notes notes;
    private final Arguments arguments;
    private final Defaults defaults;
    private final List<CheckSettings> checks = new ArrayList<>();
    private final IpAddress address;
    private final int port;
    private int weight;
    private ForwardingMethod method;
    private TunnelSettings tunnel;
    private int upper;
    private int lower;
    private List<String> up = List.of();
    private List<String> down = List.of();
    private @Nullable IpAddress checkAddress;

    RealServerReader(
        final Statement block, final IpAddress address, final VirtualServer service, final Defaults above,
        final Notes notes) {
        this.block = block;
        this.notes = notes;
        this.arguments = new Arguments(notes);
        this.defaults = above.copy();
        this.address = address;
        this.port = block.argument(1).isEmpty() ? 0 : arguments.number(block, 1, 0);
        this.weight = service.weight;
        this.method = service.method;
        this.tunnel = service.tunnel;
    }

    RealServerReader read() {
        // What holds for all checks holds for those above it, too.
        final List<Statement> checkBlocks = new ArrayList<>();
        for (final Statement statement : block.block()) {
            if (CheckReader.isCheck(statement)) {
                checkBlocks.add(statement);
            } else if (!defaults.take(statement, arguments)) {
                take(statement);
            }
        }
        checkBlocks.forEach(this::check);
        return this;
    }

    /** What it is, for a service with such a port. */
    RealServerSettings settings(final int servicePort) {
        return new RealServerSettings(address, method == ForwardingMethod.NAT ? port : servicePort, weight, method,
            tunnel, upper, lower);
    }

    /** How it is checked, for a service with such a port. */
    RealServerHealth health(final int servicePort, final boolean inhibitAll) {
        final NotifySettings notification = new NotifySettings(up, down);
        final RealServerSettings settings = settings(servicePort);
        // Packets may go to another port than checks: that of the service, or any.
        final List<CheckSettings> all = settings.port() == port ? checks : checks.stream()
            .map(check -> check.port() != 0 || !check.probe().needsPort() ? check
                : new CheckSettings(check.probe(), check.timing(), port, check.source()))
            .toList();
        return new RealServerHealth(RealServerKey.of(settings), false, all, checkAddress,
            defaults.inhibit == inhibitAll ? null : defaults.inhibit ? FailureAction.INHIBIT : FailureAction.REMOVE,
            notification.equals(NotifySettings.NONE) ? null : notification);
    }

    boolean isAlpha() {
        return defaults.alpha;
    }

    Statement block() {
        return block;
    }

    private void take(final Statement statement) {
        switch (statement.name()) {
            case "weight" -> weight = arguments.number(statement, 0, RealServerSettings.DEFAULT_WEIGHT);
            case "lvs_method", "lb_kind" -> {
                method = arguments.method(statement);
                tunnel = arguments.tunnel(statement);
            }
            case "uthreshold" -> upper = arguments.number(statement, 0, 0);
            case "lthreshold" -> lower = arguments.number(statement, 0, 0);
            case "notify_up" -> up = arguments.program(statement);
            case "notify_down" -> down = arguments.program(statement);
            case "smtp_alert" -> notes.leftOut(statement, "a director sends no mail; use notify_up and notify_down");
            case "BFD_CHECK", "FILE_CHECK" -> notes.leftOut(statement, "there is no such health check");
            default -> notes.unknown(statement);
        }
    }

    private void check(final Statement statement) {
        final CheckReader reader = new CheckReader(statement, defaults, notes);
        checks.addAll(reader.read());
        if (reader.address() != null) {
            if (checkAddress != null && !Objects.equals(checkAddress, reader.address())) {
                notes.add(statement, "checks of one real server go to one address: " + reader.address()
                    + " takes the place of " + checkAddress);
            }
            checkAddress = reader.address();
        }
    }
}
