/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

/**
 * A real server as listings show it.
 *
 * @param server     its name.
 * @param options    how it is used.
 * @param active     its active connections.
 * @param inactive   its other connections.
 * @param persistent its persistence templates.
 * @param totals     its totals.
 * @param rates      its rates.
 */
public record ServerView(Endpoint server, ServerOptions options, long active, long inactive, long persistent,
        Statistics totals, Statistics rates) {
}
