/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A value for every {@link Sysctl}. Immutable; from any thread. */
public final class Sysctls {
    /** As the kernel begins. */
    public static final Sysctls INITIAL = new Sysctls(initial());

    private final int[] values;

    private Sysctls(final int[] values) {
        this.values = values;
    }

    /**
     * A value.
     *
     * @param sysctl which.
     * @return within its limits.
     */
    public int get(final Sysctl sysctl) {
        return values[sysctl.id()];
    }

    /**
     * Whether one is not 0.
     *
     * @param sysctl which.
     * @return true if it is on.
     */
    public boolean isOn(final Sysctl sysctl) {
        return values[sysctl.id()] != 0;
    }

    /**
     * The same with another value.
     *
     * @param sysctl which.
     * @param value  within its limits.
     * @return a copy.
     * @throws IllegalArgumentException if it is not.
     */
    public Sysctls with(final Sysctl sysctl, final int value) {
        if (value < sysctl.min() || value > sysctl.max()) {
            throw new IllegalArgumentException(
                sysctl.label() + "=" + value + " is not in " + sysctl.min() + ".." + sysctl.max());
        }
        final int[] changed = values.clone();
        changed[sysctl.id()] = value;
        return new Sysctls(changed);
    }

    @Override
    public boolean equals(final @Nullable Object other) {
        return other instanceof Sysctls sysctls && Arrays.equals(values, sysctls.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** Those that are not as the kernel begins. */
    @Override
    public String toString() {
        return Stream.of(Sysctl.values())
            .filter(sysctl -> get(sysctl) != sysctl.initial())
            .map(sysctl -> sysctl.label() + "=" + get(sysctl))
            .toList().toString();
    }

    private static int[] initial() {
        return Stream.of(Sysctl.values()).mapToInt(Sysctl::initial).toArray();
    }
}
