/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.status;

/**
 * What a worker counts beside drops.
 *
 * <p>Fates add up: {@code RECEIVED + GENERATED = TRANSMITTED + CONSUMED + drops + packets that wait for a neighbour}.
 */
public enum WorkerCounter {
    /** Packets taken from receive queues. */
    RECEIVED("received", "packets", "Packets received"),
    /** Packets that the director made itself. */
    GENERATED("generated", "packets", "Packets made by the director itself"),
    /** Packets given to transmit queues. */
    TRANSMITTED("transmitted", "packets", "Packets transmitted"),
    /** Packets that were read and needed no answer. */
    CONSUMED("consumed", "packets", "Packets read that needed no answer"),
    /** Connections opened. */
    CONNECTIONS_OPENED("connections-opened", "connections", "Connections scheduled"),
    /** Connections that timed out or were replaced. */
    CONNECTIONS_CLOSED("connections-closed", "connections", "Connections expired or replaced"),
    /** Packets that the director wanted to make and had no mbuf for. */
    MBUFS_EXHAUSTED("mbufs-exhausted", "packets", "Packets not made because the mempool was empty");

    private static final int COUNT = values().length;

    private final String label;
    private final String unit;
    private final String help;

    WorkerCounter(final String label, final String unit, final String help) {
        this.label = label;
        this.unit = unit;
        this.help = help;
    }

    /**
     * How many there are.
     *
     * @return at least 1.
     */
    public static int count() {
        return COUNT;
    }

    /**
     * Its name in counters and documents.
     *
     * @return lower case with hyphens.
     */
    public String label() {
        return label;
    }

    /**
     * What is counted.
     *
     * @return {@code packets} or {@code connections}.
     */
    public String unit() {
        return unit;
    }

    /**
     * What it means, for people.
     *
     * @return a phrase.
     */
    public String help() {
        return help;
    }
}
