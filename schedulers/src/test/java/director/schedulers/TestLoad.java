/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

/** A load that a test sets. */
public final class TestLoad implements DestinationLoad {
    private final boolean[] overloaded;
    private final int[] active;
    private final int[] inactive;

    /** Nobody is connected to any of so many numbers. */
    public TestLoad(final int numbers) {
        overloaded = new boolean[numbers];
        active = new int[numbers];
        inactive = new int[numbers];
    }

    /** Sets the flag of the thresholds. */
    public void overload(final int number, final boolean isOverloaded) {
        overloaded[number] = isOverloaded;
    }

    /** Sets the connections. */
    public void connections(final int number, final int activeOnes, final int inactiveOnes) {
        active[number] = activeOnes;
        inactive[number] = inactiveOnes;
    }

    @Override
    public boolean isOverloaded(final int number) {
        return overloaded[number];
    }

    @Override
    public int activeConnections(final int number) {
        return active[number];
    }

    @Override
    public int inactiveConnections(final int number) {
        return inactive[number];
    }
}
