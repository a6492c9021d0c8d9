/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.ManagedDirector;
import director.dataplane.policy.Refusal;
import director.dataplane.service.Totals;
import director.dataplane.snat.SnatRule;
import director.management.configuration.SettingsTree;
import director.management.socket.Exchange;
import director.management.socket.Json;
import director.management.socket.Reply;
import director.management.socket.Route;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/snat}: the rules of SNAT, and what goes by them. */
final class SnatResource {
    private final ManagedDirector director;

    SnatResource(final ManagedDirector director) {
        this.director = director;
    }

    List<Route> routes() {
        return List.of(Route.get("/v1/snat", this::list));
    }

    private Reply list(final Exchange exchange) {
        exchange.query(List.of());
        final ObjectNode json = Json.object();
        final ArrayNode rules = json.putArray("rules");
        for (final SnatRule rule : director.snat().rules()) {
            final ObjectNode each = Json.mapper().valueToTree(SettingsTree.CONCISE.snat(rule.settings()));
            final Totals totals = director.load().totals(rule.number());
            long refused = 0;
            for (final Refusal refusal : Refusal.values()) {
                refused += rule.limits().use().refusals().count(refusal);
            }
            each.putObject("statistics")
                .put("activeConnections", director.load().activeConnections(rule.number()))
                .put("inactiveConnections", director.load().inactiveConnections(rule.number()))
                .put("connections", totals.connections())
                .put("refused", refused)
                .put("packetsOut", totals.packetsIn()).put("packetsIn", totals.packetsOut())
                .put("bytesOut", totals.bytesIn()).put("bytesIn", totals.bytesOut());
            rules.add(each);
        }
        return Reply.json(json);
    }
}
