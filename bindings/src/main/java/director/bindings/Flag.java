/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.util.EnumSet;
import java.util.Set;

/** A constant that is a bit, or some bits, of a capability mask. */
sealed interface Flag permits RssField, RxOffload, TxOffload {
    /** The bits in DPDK. */
    long mask();

    /** The bits of all. */
    static long encode(final Set<? extends Flag> flags) {
        return flags.stream().mapToLong(Flag::mask).reduce(0, (a, b) -> a | b);
    }

    /** Those whose bits are all there. */
    static <F extends Enum<F> & Flag> Set<F> decode(final Class<F> type, final long mask) {
        final Set<F> flags = EnumSet.allOf(type);
        flags.removeIf(flag -> (mask & flag.mask()) != flag.mask());
        return flags;
    }
}
