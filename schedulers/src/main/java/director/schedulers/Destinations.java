/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

import java.util.Arrays;
import java.util.List;

/**
 * The real servers of one virtual service at one moment, in the order of the service's list. Immutable.
 *
 * <p>Linux puts a new real server at the head of its service's list, so index 0 is the newest; schedulers that walk the
 * list rely on it.
 */
public final class Destinations {
    /** The largest weight, that of {@code ipvsadm -w} and of Linux. */
    public static final int MAX_WEIGHT = Integer.MAX_VALUE;

    private static final Destinations NONE = of(List.of());

    private final int[] numbers;
    private final int[] weights;
    private final int[] lastWeights;
    private final Endpoint[] endpoints;

    private Destinations(final Entry[] entries) {
        numbers = new int[entries.length];
        weights = new int[entries.length];
        lastWeights = new int[entries.length];
        endpoints = new Endpoint[entries.length];
        for (int index = 0; index < entries.length; index++) {
            numbers[index] = entries[index].number;
            weights[index] = entries[index].weight;
            lastWeights[index] = entries[index].lastWeight;
            endpoints[index] = entries[index].endpoint;
        }
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
     * @param entries in list order; copied.
     * @return the list.
     */
    public static Destinations of(final List<Entry> entries) {
        return new Destinations(entries.toArray(Entry[]::new));
    }

    /**
     * A list of real servers without addresses: each {@link #endpoint} is made from the number.
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
        final Entry[] entries = new Entry[numbers.length];
        for (int index = 0; index < entries.length; index++) {
            entries[index] = new Entry(
                numbers[index], weights[index], weights[index], Endpoint.numbered(numbers[index]));
        }
        return new Destinations(entries);
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

    /**
     * The weight that a real server had before it was quiesced, so that tables need not change for that.
     *
     * @param index 0 to {@link #size()} - 1.
     * @return the weight, unless that is 0; then the last one above 0, or 0 if there was none since it was added.
     */
    public int lastWeight(final int index) {
        return lastWeights[index];
    }

    /**
     * Whether every real server has the weight that the one at the same index of another list has.
     *
     * @param other of any length.
     * @return true if all weights are the same, and the lengths.
     */
    public boolean hasWeightsOf(final Destinations other) {
        return Arrays.equals(weights, other.weights);
    }

    /**
     * Where a real server listens: what names it to other directors and when it comes back.
     *
     * @param index 0 to {@link #size()} - 1.
     * @return unique in the list.
     */
    public Endpoint endpoint(final int index) {
        return endpoints[index];
    }

    /**
     * One real server.
     *
     * @param number     unique in the list, at least 0.
     * @param weight     0 to {@link #MAX_WEIGHT}, 0 meaning quiesced.
     * @param lastWeight see {@link #lastWeight(int)}.
     * @param endpoint   where it listens, unique in the list.
     */
    public record Entry(int number, int weight, int lastWeight, Endpoint endpoint) {
        /** Checks the ranges. */
        public Entry {
            if (number < 0) {
                throw new IllegalArgumentException("number=" + number + " is below 0");
            }
            checkWeight(weight);
            checkWeight(lastWeight);
        }

        private static void checkWeight(final int weight) {
            if (weight < 0) {
                throw new IllegalArgumentException("weight=" + weight + " is not in 0.." + MAX_WEIGHT);
            }
        }
    }
}
