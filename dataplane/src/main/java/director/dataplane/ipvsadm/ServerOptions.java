/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

/**
 * How a real server is used.
 *
 * @param mode   how packets get there.
 * @param tunnel the encapsulation; {@link Tunnel#IPIP} if the mode is no tunnel.
 * @param weight its share, 0 (no new connections) to 2147483647.
 * @param upper  at how many connections it gets no more; 0 for no limit.
 * @param lower  below how many connections it gets new ones again; 0 for three quarters of the upper threshold.
 */
public record ServerOptions(ForwardingMode mode, Tunnel tunnel, int weight, int upper, int lower) {
}
