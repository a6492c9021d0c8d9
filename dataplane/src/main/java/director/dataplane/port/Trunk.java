/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.SubInterface;
import director.dataplane.header.VlanTag;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which VLANs of a port are sub-interfaces. Immutable; from any thread. */
public final class Trunk {
    /** In place of a sub-interface. */
    public static final int NONE = -1;

    private final byte[] single;
    /** By the outer identifier. */
    private final byte[][] inner;

    private Trunk(final byte[] single, final byte[][] inner) {
        this.single = single;
        this.inner = inner;
    }

    /**
     * The VLANs of a port.
     *
     * @param ports all ports, of a concluded configuration.
     * @param place that of the port.
     * @return null if it has none.
     */
    public static @Nullable Trunk of(final List<PortSettings> ports, final int place) {
        final List<PortSettings> vlans = ports.get(place).vlans(ports);
        if (vlans.isEmpty()) {
            return null;
        }
        final Map<Integer, byte[]> tables = new HashMap<>();
        for (final PortSettings port : vlans) {
            final @Nullable SubInterface vlan = port.subInterface();
            if (vlan != null) {
                tables.computeIfAbsent(vlan.outerVlan(), _ -> nothing())[vlan.vlan()] = (byte) ports.indexOf(port);
            }
        }
        final byte[] none = nothing();
        final byte[][] inner = new byte[VlanTag.IDENTIFIERS][];
        Arrays.setAll(inner, outer -> tables.getOrDefault(outer, none));
        return new Trunk(inner[SubInterface.NONE], inner);
    }

    private static byte[] nothing() {
        final byte[] places = new byte[VlanTag.IDENTIFIERS];
        Arrays.fill(places, (byte) NONE);
        return places;
    }

    /**
     * Whose frames with one tag are.
     *
     * @param identifier in the tag, 0 to 4,095.
     * @return the place of the sub-interface, or {@link #NONE}.
     */
    public int find(final int identifier) {
        return single[identifier];
    }

    /**
     * Whose frames with two tags are.
     *
     * @param outer      identifier in the first tag, 0 to 4,095.
     * @param identifier in the second one.
     * @return the place of the sub-interface, or {@link #NONE}.
     */
    public int find(final int outer, final int identifier) {
        return inner[outer][identifier];
    }
}
