/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What an {@link EthernetPort} is to be. Immutable; the {@code with} methods answer a changed copy.
 *
 * @param rxQueues receive queues, 1 to the device's maximum.
 * @param txQueues transmit queues, 1 to the device's maximum.
 * @param mtu the largest packet above Ethernet in bytes.
 * @param rss what spreads packets over the receive queues; nothing leaves that to the device.
 * @param rssKey the key of the hash, as long as the device wants it; empty for the driver's own.
 * @param rxOffloads what the device does on reception.
 * @param txOffloads what the device does on transmission.
 */
@SuppressWarnings("ArrayRecordComponent")
public record PortConfiguration(int rxQueues, int txQueues, int mtu, Set<RssField> rss, byte[] rssKey,
    Set<RxOffload> rxOffloads, Set<TxOffload> txOffloads) {
    /** Bytes of a key of receive-side scaling at most. */
    public static final int LONGEST_RSS_KEY = 64;

    private static final byte[] NO_KEY = {};

    /** The MTU of Ethernet. */
    public static final int DEFAULT_MTU = 1500;

    /** Copies the sets. */
    public PortConfiguration {
        rss = Set.copyOf(rss);
        rssKey = rssKey.clone();
        rxOffloads = Set.copyOf(rxOffloads);
        txOffloads = Set.copyOf(txOffloads);
    }

    /**
     * Queues, and nothing that needs the device's help.
     *
     * @param rxQueues see above.
     * @param txQueues see above.
     * @return a configuration.
     */
    public static PortConfiguration queues(final int rxQueues, final int txQueues) {
        return new PortConfiguration(rxQueues, txQueues, DEFAULT_MTU, Set.of(), NO_KEY, Set.of(), Set.of());
    }

    /**
     * Sets the MTU.
     *
     * @param bytes see above.
     * @return a copy.
     */
    public PortConfiguration withMtu(final int bytes) {
        return new PortConfiguration(rxQueues, txQueues, bytes, rss, rssKey, rxOffloads, txOffloads);
    }

    /**
     * Sets what receive-side scaling hashes.
     *
     * @param fields see above.
     * @return a copy.
     */
    public PortConfiguration withRss(final Set<RssField> fields) {
        return new PortConfiguration(rxQueues, txQueues, mtu, fields, rssKey, rxOffloads, txOffloads);
    }

    /**
     * Sets what the device does on reception and transmission.
     *
     * @param rx see above.
     * @param tx see above.
     * @return a copy.
     */
    public PortConfiguration withOffloads(final Set<RxOffload> rx, final Set<TxOffload> tx) {
        return new PortConfiguration(rxQueues, txQueues, mtu, rss, rssKey, rx, tx);
    }

    /**
     * The same with a key for the hash of receive-side scaling.
     *
     * @param key as long as the device wants it; empty for the driver's own.
     * @return the changed configuration.
     */
    public PortConfiguration withRssKey(final byte[] key) {
        return new PortConfiguration(rxQueues, txQueues, mtu, rss, key, rxOffloads, txOffloads);
    }

    /** Refuses what the device cannot, naming for each what is wanted and what is possible. */
    void requirePossible(final String port, final DeviceInfo device) {
        final List<String> refused = new ArrayList<>();
        range(refused, "rxQueues", rxQueues, 1, device.maxRxQueues());
        range(refused, "txQueues", txQueues, 1, device.maxTxQueues());
        range(refused, "mtu", mtu, device.minMtu(), device.maxMtu());
        subset(refused, "rss", rss, device.rss());
        if (rssKey.length > 0 && rssKey.length != device.hashKeySize()) {
            refused.add("rssKey of " + rssKey.length + " bytes, but of " + device.hashKeySize());
        }
        subset(refused, "rxOffloads", rxOffloads, device.rxOffloads());
        subset(refused, "txOffloads", txOffloads, device.txOffloads());
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException(
                "port " + port + " (" + device.driver() + ") cannot: " + String.join("; ", refused));
        }
    }

    private static void range(
        final List<String> refused, final String what, final int wanted, final int least, final int most) {
        if (wanted < least || wanted > most) {
            refused.add(what + "=" + wanted + " is not in " + least + ".." + most);
        }
    }

    private static <E extends Enum<E>> void subset(
        final List<String> refused, final String what, final Set<E> wanted, final Set<E> possible) {
        if (!possible.containsAll(wanted)) {
            refused.add(what + "=" + sorted(wanted) + " is not within " + sorted(possible));
        }
    }

    private static <E extends Enum<E>> Collection<E> sorted(final Set<E> constants) {
        return constants.isEmpty() ? constants : EnumSet.copyOf(constants);
    }
}
