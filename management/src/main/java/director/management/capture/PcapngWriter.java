/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes what {@link PcapngReader} reads: one section, little endian, with nanoseconds. */
final class PcapngWriter {
    private static final long LENGTH_UNKNOWN = -1;
    private static final int SECTION_BODY = 16;
    private static final int INTERFACE_BODY = 8;
    private static final int PACKET_BODY = 20;
    private static final int OPTION = 4;
    private static final byte NANOSECONDS = 9;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private PcapngWriter() {
    }

    static byte[] write(final Capture capture) {
        final PcapngWriter writer = new PcapngWriter();
        writer.section();
        capture.interfaces().forEach(writer::describe);
        capture.packets().forEach(writer::packet);
        return writer.out.toByteArray();
    }

    private void section() {
        block(PcapngReader.SECTION_HEADER, body(SECTION_BODY)
            .putInt(PcapngReader.BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(LENGTH_UNKNOWN));
    }

    private void describe(final CaptureInterface described) {
        final byte[] name = described.name().getBytes(StandardCharsets.UTF_8);
        final ByteBuffer body = body(INTERFACE_BODY + option(name.length) + option(1) + OPTION)
            .putShort((short) described.linkType()).putShort((short) 0).putInt(0);
        option(body, PcapngReader.NAME, name);
        option(body, PcapngReader.RESOLUTION, new byte[] {NANOSECONDS});
        block(PcapngReader.INTERFACE_DESCRIPTION, body.putInt(PcapngReader.END_OF_OPTIONS));
    }

    private void packet(final CapturedPacket packet) {
        final int length = packet.bytes().length;
        final byte[] comment = packet.comment().getBytes(StandardCharsets.UTF_8);
        final int options = comment.length == 0 ? 0 : option(comment.length) + OPTION;
        final ByteBuffer body = body(PACKET_BODY + length + PcapngReader.padding(length) + options)
            .putInt(packet.at()).putInt((int) (packet.timeNs() >>> Integer.SIZE)).putInt((int) packet.timeNs())
            .putInt(length).putInt(length).put(packet.bytes());
        body.position(body.position() + PcapngReader.padding(length));
        if (options > 0) {
            option(body, PcapngReader.COMMENT, comment);
            body.putInt(PcapngReader.END_OF_OPTIONS);
        }
        block(PcapngReader.ENHANCED_PACKET, body);
    }

    private static ByteBuffer body(final int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int option(final int length) {
        return OPTION + length + PcapngReader.padding(length);
    }

    private static void option(final ByteBuffer body, final int code, final byte[] value) {
        body.putShort((short) code).putShort((short) value.length).put(value);
        body.position(body.position() + PcapngReader.padding(value.length));
    }

    private void block(final int type, final ByteBuffer body) {
        final byte[] bytes = new byte[body.capacity()];
        body.rewind().get(bytes);
        final int length = bytes.length + PcapngReader.BLOCK_OVERHEAD;
        out.writeBytes(body(2 * Integer.BYTES).putInt(type).putInt(length).array());
        out.writeBytes(bytes);
        out.writeBytes(body(Integer.BYTES).putInt(length).array());
    }
}
