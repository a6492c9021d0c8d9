/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.SubInterface;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The way between a VLAN and the port that it is on: frames get tags here, and lose them. */
public final class TaggedWire {
    private static final int ADDRESSES = 12;
    private static final int CUSTOMER = 0x8100;
    private static final int SERVICE = 0x88A8;

    private final FakePort vlan;
    private final FakePort trunk;
    private final byte[] tags;

    TaggedWire(final FakePort vlan, final FakePort trunk, final SubInterface settings) {
        this.vlan = vlan;
        this.trunk = trunk;
        this.tags = tags(settings);
    }

    /** What arrived in the VLAN arrives at the port. */
    void carry() {
        for (final byte[][] segments : vlan.takeArrivals()) {
            segments[0] = tagged(segments[0], tags);
            trunk.arriveInSegments(segments);
        }
    }

    /** Takes a frame that the port sent. Answers whether it is the VLAN's. */
    boolean take(final Frame frame) {
        final byte[] bytes = frame.bytes();
        if (!Arrays.equals(bytes, ADDRESSES, ADDRESSES + tags.length, tags, 0, tags.length)) {
            return false;
        }
        vlan.send(new Frame(untagged(bytes, tags.length)));
        return true;
    }

    /** The tags of a sub-interface. */
    public static byte[] tags(final SubInterface vlan) {
        return vlan.outerVlan() == 0 ? tag(CUSTOMER, vlan.vlan())
            : ByteBuffer.allocate(8).put(tag(SERVICE, vlan.outerVlan())).put(tag(CUSTOMER, vlan.vlan())).array();
    }

    /** One tag: its type, and priority and identifier. */
    public static byte[] tag(final int type, final int control) {
        return ByteBuffer.allocate(4).putShort((short) type).putShort((short) control).array();
    }

    /** A frame with tags. */
    public static byte[] tagged(final byte[] frame, final byte[] tags) {
        final int addresses = Math.min(ADDRESSES, frame.length);
        return ByteBuffer.allocate(frame.length + tags.length).put(frame, 0, addresses).put(tags)
            .put(frame, addresses, frame.length - addresses).array();
    }

    /** A frame without its tags. */
    public static byte[] untagged(final byte[] frame, final int tags) {
        assertThat(frame.length).isGreaterThan(ADDRESSES + tags);
        return ByteBuffer.allocate(frame.length - tags).put(frame, 0, ADDRESSES)
            .put(frame, ADDRESSES + tags, frame.length - ADDRESSES - tags).array();
    }
}
