/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ownership;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.address.PrefixMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a client decides which worker carries its packets: address and port, or some first bits of the address where
 * services keep clients together. As both directions have to come to the same answer, it goes by the virtual service on
 * the way in and by the real server on the way back. Immutable; from any thread.
 *
 * <p>A <b>rule</b> is a number: {@link #BY_PORT}, or that of a length of prefixes of one version of IP.
 */
public final class Ownership {
    /** The rule of address and port. */
    public static final int BY_PORT = 0;
    /** Address and port for all. */
    public static final Ownership PLAIN = new Ownership(Map.of(), Map.of());

    private static final int FIRST_IPV4 = 1;
    private static final int FIRST_IPV6 = FIRST_IPV4 + IpAddress.IPV4_BITS + 1;
    private static final int RULES = FIRST_IPV6 + IpAddress.IPV6_BITS + 1;
    private static final long[] MASKS_HIGH = new long[RULES];
    private static final long[] MASKS_LOW = new long[RULES];
    private static final int[] NONE = {};

    static {
        for (int length = 0; length <= IpAddress.IPV4_BITS; length++) {
            mask(FIRST_IPV4 + length, new IpPrefix(IpAddress.ANY, length));
        }
        for (int length = 0; length <= IpAddress.IPV6_BITS; length++) {
            mask(FIRST_IPV6 + length, new IpPrefix(IpAddress.ANY6, length));
        }
    }

    private final Map<End, Integer> rules;
    private final Map<End, List<Integer>> formers;
    private final PrefixMap byAddress;
    private final Long2LongHashMap byMark = new Long2LongHashMap(BY_PORT);
    private final PrefixMap formersByAddress;
    private final Long2ObjectHashMap<int[]> formersByMark = new Long2ObjectHashMap<>();
    private final int[][] formerRules;

    /**
     * Which end of a connection rules go by, other than the client.
     *
     * @param address of a virtual service or of a real server; null for services of a firewall mark.
     * @param mark    the firewall mark; 0 with an address.
     * @param ipv6    of which version of IP.
     */
    public record End(@Nullable IpAddress address, int mark, boolean ipv6) {
        /**
         * An address.
         *
         * @param address of a virtual service or of a real server.
         * @return the end.
         */
        public static End of(final IpAddress address) {
            return new End(address, 0, address.ipv6());
        }

        /**
         * A firewall mark.
         *
         * @param mark not 0.
         * @param ipv6 of which version of IP.
         * @return the end.
         */
        public static End ofMark(final int mark, final boolean ipv6) {
            return new End(null, mark, ipv6);
        }
    }

    /**
     * Rules.
     *
     * @param rules   of ends that have others than {@link #BY_PORT}.
     * @param formers rules that ends had before, while they had connections perhaps.
     */
    public Ownership(final Map<End, Integer> rules, final Map<End, List<Integer>> formers) {
        this.rules = Map.copyOf(rules);
        this.formers = Map.copyOf(formers);
        final Map<IpPrefix, Integer> numbers = new HashMap<>();
        rules.forEach((end, rule) -> {
            if (end.address() == null) {
                byMark.put(markKey(end.mark(), end.ipv6()), (long) rule);
            } else {
                numbers.put(whole(end.address()), rule);
            }
        });
        byAddress = new PrefixMap(numbers);
        final Map<IpPrefix, Integer> places = new HashMap<>();
        formerRules = new int[formers.size()][];
        formers.forEach((end, list) -> {
            final int[] before = list.stream().mapToInt(Integer::intValue).toArray();
            if (end.address() == null) {
                formersByMark.put(markKey(end.mark(), end.ipv6()), before);
            } else {
                formerRules[places.size()] = before;
                places.put(whole(end.address()), places.size());
            }
        });
        formersByAddress = new PrefixMap(places);
    }

    /**
     * The rule that keeps together clients whose addresses begin alike.
     *
     * @param ipv6   of which version.
     * @param length bits that are looked at; 0 for all clients together.
     * @return a number above {@link #BY_PORT}.
     */
    public static int byPrefix(final boolean ipv6, final int length) {
        return (ipv6 ? FIRST_IPV6 : FIRST_IPV4) + length;
    }

    /**
     * How many bits a rule looks at.
     *
     * @param rule not {@link #BY_PORT}.
     * @return the length of the prefix.
     */
    public static int length(final int rule) {
        return rule - (rule < FIRST_IPV6 ? FIRST_IPV4 : FIRST_IPV6);
    }

    /**
     * The bits of a client's address that count by a rule.
     *
     * @param rule not {@link #BY_PORT}.
     * @return the first half, wire order.
     */
    public static long maskHigh(final int rule) {
        return MASKS_HIGH[rule];
    }

    /**
     * The bits of a client's address that count by a rule.
     *
     * @param rule not {@link #BY_PORT}.
     * @return the second half, wire order.
     */
    public static long maskLow(final int rule) {
        return MASKS_LOW[rule];
    }

    /**
     * The rule of an end.
     *
     * @param high address of a virtual service or of a real server, wire order.
     * @param low  its second half.
     * @return {@link #BY_PORT} unless another one is known.
     */
    public int rule(final long high, final long low) {
        return Math.max(BY_PORT, byAddress.find(high, low));
    }

    /**
     * The rule of a firewall mark.
     *
     * @param mark not 0.
     * @param ipv6 of which version of IP.
     * @return {@link #BY_PORT} unless another one is known.
     */
    public int markRule(final int mark, final boolean ipv6) {
        return (int) byMark.get(markKey(mark, ipv6));
    }

    /**
     * Rules by which connections may have been given to workers before there was the present one.
     *
     * @param high address of a virtual service or of a real server, wire order.
     * @param low  its second half.
     * @return to be read only; empty as a rule.
     */
    public int[] formers(final long high, final long low) {
        final int place = formersByAddress.find(high, low);
        return place == PrefixMap.NONE ? NONE : formerRules[place];
    }

    /**
     * The same for a firewall mark.
     *
     * @param mark not 0.
     * @param ipv6 of which version of IP.
     * @return to be read only; empty as a rule.
     */
    public int[] formersOfMark(final int mark, final boolean ipv6) {
        final int @Nullable [] found = formersByMark.get(markKey(mark, ipv6));
        return found == null ? NONE : found;
    }

    /**
     * Whether no end ever had another rule than it has.
     *
     * @return true as a rule.
     */
    public boolean isSteady() {
        return formers.isEmpty();
    }

    /**
     * Ends that have others than {@link #BY_PORT}.
     *
     * @return with their rules.
     */
    public Map<End, Integer> rules() {
        return rules;
    }

    /**
     * Ends that had other rules before.
     *
     * @return with those.
     */
    public Map<End, List<Integer>> formers() {
        return formers;
    }

    private static void mask(final int rule, final IpPrefix prefix) {
        MASKS_HIGH[rule] = prefix.wireMaskHigh();
        MASKS_LOW[rule] = prefix.wireMaskLow();
    }

    private static IpPrefix whole(final IpAddress address) {
        return IpPrefix.of(address, address.bits());
    }

    private static long markKey(final int mark, final boolean ipv6) {
        return (ipv6 ? 1L << Integer.SIZE : 0) | Integer.toUnsignedLong(mark);
    }
}
