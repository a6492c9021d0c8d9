/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

/**
 * Sizes, offsets and constants of the DPDK in this process; where there is none, of the newest version known.
 *
 * <p>Whoever needs a number keeps it in a {@code static final} field, where the compiler sees a constant. A name that
 * the {@link Abi} lacks fails when that class is initialised.
 */
final class Layout {
    private static final Abi CURRENT = Dpdk.abi();

    private Layout() {
    }

    /** The size of a structure in bytes. */
    static int sizeOf(final String struct) {
        return Math.toIntExact(CURRENT.number("sizeof " + struct));
    }

    /** How many bytes a member, written {@code struct.member}, lies behind the start of its structure. */
    static int offset(final String member) {
        return Math.toIntExact(CURRENT.number("offset " + member));
    }

    /** How many bits a bit field, written {@code struct.member}, lies behind the start of its structure. */
    static int bit(final String member) {
        return Math.toIntExact(CURRENT.number("bit " + member));
    }

    /** The value of a macro or an enumerator. */
    static long constant(final String name) {
        return CURRENT.number("constant " + name);
    }

    /** {@link #constant} where the value is known to fit. */
    static int intConstant(final String name) {
        return Math.toIntExact(constant(name));
    }

    /** A number that no installed header tells; who uses it looks whether it is right. */
    static int internal(final String name) {
        return Math.toIntExact(CURRENT.number("internal " + name));
    }
}
