/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.support;

/**
 * What to do when a compare-and-set fails because another thread was faster: leave the cache line to that thread for a
 * moment, in which it takes many steps at the price of one alone, rather than have the line travel for each (D. Dice,
 * D. Hendler, I. Mirsky, "Lightweight contention management for efficient compare-and-swap operations", 2013). It takes
 * as long whatever others do: nobody waits for anybody.
 */
public final class Contention {
    /** Fewer hardly help, more hold a pick up for nothing: measured with two threads that do nothing else. */
    private static final int PAUSES = 16;

    private Contention() {
    }

    /** Passes a moment. */
    public static void giveWay() {
        for (int pause = 0; pause < PAUSES; pause++) {
            Thread.onSpinWait();
        }
    }
}
