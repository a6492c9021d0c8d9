/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import java.util.BitSet;

/** Small numbers that are given out, returned and given out again, the lowest first. From the conductor's thread. */
final class NumberPool {
    private final String what;
    private final int first;
    private final int last;
    private final BitSet taken = new BitSet();

    NumberPool(final String what, final int first, final int last) {
        this.what = what;
        this.first = first;
        this.last = last;
    }

    int take() {
        final int number = taken.nextClearBit(first);
        if (number > last) {
            throw new ServiceException("no more than " + (last - first + 1) + " " + what + " are possible");
        }
        taken.set(number);
        return number;
    }

    /** One more than the greatest number that is taken. */
    int bound() {
        return taken.length();
    }

    void release(final int number) {
        taken.clear(number);
    }
}
