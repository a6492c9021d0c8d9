/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.capture;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Captures as files. */
public final class CaptureFile {
    private static final long MAX_BYTES = 1L << 30;

    private CaptureFile() {
    }

    /**
     * Reads a pcap or pcapng file of either byte order.
     *
     * @param file which.
     * @return all of it.
     * @throws CaptureException if it cannot be read, is longer than a GiB, damaged, or has packets cut short.
     */
    public static Capture read(final Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new CaptureException(file, "is longer than " + MAX_BYTES + " bytes: split it, with editcap -c for"
                    + " example", null);
            }
            return parse(file, Files.readAllBytes(file));
        } catch (final NoSuchFileException e) {
            throw new CaptureException(file, "there is no such file", e);
        } catch (final IOException e) {
            throw new CaptureException(file, "cannot be read (" + e + ")", e);
        }
    }

    /**
     * Writes a pcap file with nanoseconds.
     *
     * @param file     where; replaced if it exists.
     * @param linkType of all packets.
     * @param packets  what to write, wherever they were captured.
     * @throws CaptureException if that fails.
     */
    public static void writePcap(final Path file, final int linkType, final List<CapturedPacket> packets) {
        write(file, PcapFormat.write(linkType, packets));
    }

    /**
     * Writes a pcapng file with nanoseconds.
     *
     * @param file    where; replaced if it exists.
     * @param capture what to write.
     * @throws CaptureException if that fails.
     */
    public static void writePcapng(final Path file, final Capture capture) {
        write(file, PcapngWriter.write(capture));
    }

    static Capture parse(final Path file, final byte[] content) {
        final Bytes little = Bytes.of(file, content);
        little.order(ByteOrder.LITTLE_ENDIAN);
        final Bytes big = Bytes.of(file, content);
        big.order(ByteOrder.BIG_ENDIAN);
        if (content.length < Integer.BYTES) {
            throw new CaptureException(file, "is too short for a capture", null);
        }
        final int magic = Bytes.of(file, content).int32("the magic number");
        if (magic == PcapngReader.SECTION_HEADER) {
            return new PcapngReader(big).read();
        } else if (isPcap(magic)) {
            return PcapFormat.read(big);
        } else if (isPcap(Integer.reverseBytes(magic))) {
            return PcapFormat.read(little);
        }
        throw new CaptureException(file, "is neither pcap nor pcapng: it begins with 0x"
            + Integer.toHexString(magic), null);
    }

    /** The bytes of a packet, all of which have to be there. */
    static byte[] whole(final Bytes from, final long captured, final long original) {
        if (captured < original) {
            throw from.wrong("has a packet of which only " + captured + " of " + original
                + " bytes were captured: capture without a limit (tcpdump -s 0)");
        }
        return from.bytes(captured, "a packet");
    }

    private static boolean isPcap(final int magic) {
        return magic == PcapFormat.MICROSECONDS || magic == PcapFormat.NANOSECONDS;
    }

    private static void write(final Path file, final byte[] content) {
        try {
            Files.write(file, content);
        } catch (final IOException e) {
            throw new CaptureException(file, "cannot be written (" + e + ")", e);
        }
    }
}
