/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

/** Tells when a rate has stopped to change: its last few values lie within a few per cent of each other. */
public final class Stability {
    private static final int VALUES = 6;
    private static final double SPREAD = 0.03;

    private final double[] last = new double[VALUES];
    private int count;

    /** Without a value yet. */
    public Stability() {
        // Nothing to prepare.
    }

    /**
     * Notes a value.
     *
     * @param rate in any unit.
     * @return whether it and those before it are stable.
     */
    public boolean isStableWith(final double rate) {
        last[count % VALUES] = rate;
        count++;
        double least = Double.MAX_VALUE;
        double most = 0;
        for (final double value : last) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        return count >= VALUES && most - least <= SPREAD * most;
    }
}
