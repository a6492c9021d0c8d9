/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

/** Code of which the compiler takes for granted what then turns out to be wrong. */
public final class Guesses {
    private static final int TIMES = 50_000_000;

    private Guesses() {
    }

    /** Adds up for a long time without the rare case, and then has it. Once in a process. */
    public static int sum() {
        int sum = 0;
        for (int i = 0; i < TIMES; i++) {
            sum += add(i, i < 0);
        }
        return sum + add(1, true);
    }

    /** The same with other code. Once in a process. */
    public static int product() {
        int product = 1;
        for (int i = 0; i < TIMES; i++) {
            product *= multiply(i, i < 0);
        }
        return product * multiply(1, true);
    }

    private static int add(final int value, final boolean rare) {
        return rare ? Integer.reverse(value) : value + 1;
    }

    private static int multiply(final int value, final boolean rare) {
        return rare ? Integer.reverseBytes(value) : value | 1;
    }
}
