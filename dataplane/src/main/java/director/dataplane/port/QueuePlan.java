/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.bindings.DeviceInfo;
import director.bindings.PortConfiguration;
import director.bindings.RssField;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.Problems;
import director.dataplane.machine.UnavailableException;
import director.dataplane.ownership.OwnerHash;
import director.dataplane.ownership.Owners;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the workers of a director share the queues of its ports: each has one to send, and one to receive as long as the
 * device has as many. Immutable.
 *
 * @param workers how many there are.
 * @param hash    by which they own clients.
 */
public record QueuePlan(int workers, OwnerHash hash) {
    private static final System.Logger LOGGER = System.getLogger(QueuePlan.class.getName());
    private static final Set<RssField> PACKETS = EnumSet.range(RssField.IPV4, RssField.IPV6_OTHER);

    /** As many pairs of queues as DPDK's {@code af_packet} driver makes of an interface. */
    static final int AF_PACKET_MAX = 16;

    /** How many queues receive. */
    int receiving(final DeviceInfo info) {
        return Math.max(1, Math.min(workers, info.maxRxQueues()));
    }

    /** What a device shares packets out by. */
    Set<RssField> hashed(final PortSettings settings, final DeviceInfo info) {
        if (receiving(info) == 1) {
            return Set.of();
        }
        final Set<RssField> fields = EnumSet.copyOf(PACKETS);
        fields.retainAll(info.rss());
        final Set<RssField> only = switch (settings.rss()) {
            case ALL -> Set.of();
            case SOURCE -> Set.of(RssField.SOURCE_ADDRESS_ONLY, RssField.SOURCE_PORT_ONLY);
            case DESTINATION -> Set.of(RssField.DESTINATION_ADDRESS_ONLY, RssField.DESTINATION_PORT_ONLY);
        };
        if (!fields.isEmpty() && info.rss().containsAll(only)) {
            fields.addAll(only);
        } else if (!only.isEmpty()) {
            LOGGER.log(Level.WARNING, "port " + settings.name() + ": " + info.driver() + " cannot hash the "
                + settings.rss().name().toLowerCase(Locale.ROOT) + " alone, so workers hand over what others own");
        }
        return Set.copyOf(fields);
    }

    /** The key of that hash, as long as a device wants it. */
    byte[] key(final DeviceInfo info) {
        return Arrays.copyOf(hash.key(), Math.min(info.hashKeySize(), PortConfiguration.LONGEST_RSS_KEY));
    }

    /** Which queues receive by the places of a device's table: those of the workers that own what is there. */
    int[] redirection(final DeviceInfo info) {
        final int[] queues = new int[info.redirectionTableSize()];
        for (int i = 0; i < queues.length; i++) {
            queues[i] = Owners.worker(i, workers) % receiving(info);
        }
        return queues;
    }

    /** Refuses a device that does not let each worker send by itself. */
    void requireEnough(final int index, final PortSettings settings, final DeviceInfo info) {
        if (info.maxTxQueues() < workers) {
            final Problems problems = new Problems();
            problems.add("workers.cores", workers + " cores", "are more than the " + info.maxTxQueues()
                + " queues through which ports[" + index + "] (" + settings.name() + ", " + info.driver()
                + ") can send: each worker needs one of its own", "name at most " + info.maxTxQueues()
                + ", or use a device with more queues");
            throw new UnavailableException(problems.list());
        }
    }

    /** How many queues an interface of the kernel receives through; 1 if that cannot be told. */
    static int receiving(final @Nullable String interfaceName) {
        final Path queues = Path.of("/sys/class/net/" + interfaceName + "/queues");
        try (Stream<Path> each = Files.list(queues)) {
            return (int) Math.max(1, each.filter(path -> path.getFileName().toString().startsWith("rx-")).count());
        } catch (final IOException e) {
            return 1;
        }
    }
}
