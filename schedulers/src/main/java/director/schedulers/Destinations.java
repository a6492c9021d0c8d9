/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

/**
 * The real servers of one virtual service at one moment, in the order of the service's list. Immutable.
 *
 * <p>Linux puts a new real server at the head of its service's list, so index 0 is the newest; schedulers that walk the
 * list rely on it.
 */
public final class Destinations {
    /** The largest weight, that of {@code ipvsadm -w}. */
    public static final int MAX_WEIGHT = 65_535;

    private static final Destinations NONE = new Destinations(new int[0], new int[0]);

    private final int[] numbers;
    private final int[] weights;

    private Destinations(final int[] numbers, final int[] weights) {
        this.numbers = numbers;
        this.weights = weights;
    }

    /**
     * No real server.
     *
     * @return the empty list.
     */
    public static Destinations none() {
        return NONE;
    }

    /**
     * A list of real servers.
     *
     * @param numbers the number of each, unique, at least 0; copied.
     * @param weights the weight of each, 0 to {@link #MAX_WEIGHT}, 0 meaning quiesced; copied.
     * @return the list.
     * @throws IllegalArgumentException if the lengths differ, or a number or weight is out of its range.
     */
    public static Destinations of(final int[] numbers, final int[] weights) {
        if (numbers.length != weights.length) {
            throw new IllegalArgumentException(numbers.length + " numbers but " + weights.length + " weights");
        }
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] < 0) {
                throw new IllegalArgumentException("numbers[" + i + "]=" + numbers[i] + " is below 0");
            }
            if (weights[i] < 0 || weights[i] > MAX_WEIGHT) {
                throw new IllegalArgumentException("weights[" + i + "]=" + weights[i] + " is not in 0.." + MAX_WEIGHT);
            }
        }
        return new Destinations(numbers.clone(), weights.clone());
    }

    /**
     * How many real servers the service has.
     *
     * @return 0 or more.
     */
    public int size() {
        return numbers.length;
    }

    /**
     * The number of a real server, which stays the same as long as it belongs to the service.
     *
     * @param index 0 to {@link #size()} - 1.
     * @return at least 0.
     */
    public int number(final int index) {
        return numbers[index];
    }

    /**
     * The weight of a real server.
     *
     * @param index 0 to {@link #size()} - 1.
     * @return 0 to {@link #MAX_WEIGHT}.
     */
    public int weight(final int index) {
        return weights[index];
    }
}
