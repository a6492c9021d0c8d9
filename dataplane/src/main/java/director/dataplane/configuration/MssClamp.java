/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import java.util.Locale;

/**
 * To what the maximum segment size that the SYNs of connections announce (RFC 9293 §3.7.1) is lowered.
 *
 * @param bytes of data in a segment, {@link #LEAST} to {@link #MOST}; or as in {@link #OFF} and {@link #PATH}.
 */
public record MssClamp(int bytes) {
    /** The smallest number: what every host takes that says nothing (RFC 9293 §3.7.1). */
    public static final int LEAST = 536;
    /** The greatest number: that of the greatest MTU without any options. */
    public static final int MOST = 8_960;
    /** Nothing is changed. */
    public static final MssClamp OFF = new MssClamp(0);
    /** As much as fits into the MTU of the ways to both ends. */
    public static final MssClamp PATH = new MssClamp(-1);

    /**
     * Reads how it is written.
     *
     * @param text {@code off}, {@code path} or a number, which may be out of range.
     * @return what that means.
     * @throws IllegalArgumentException saying what to write instead.
     */
    public static MssClamp parse(final String text) {
        return switch (text) {
            case "off" -> OFF;
            case "path" -> PATH;
            default -> {
                if (!text.matches("[1-9][0-9]{0,8}")) {
                    throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "write off, path or a number of %d to %d", LEAST, MOST));
                }
                yield new MssClamp(Integer.parseInt(text));
            }
        };
    }

    /**
     * Whether anything may be changed.
     *
     * @return false for {@link #OFF} alone.
     */
    public boolean isOn() {
        return bytes != OFF.bytes;
    }

    /**
     * Whether it is a number, which has a range.
     *
     * @return false for {@link #OFF} and {@link #PATH}.
     */
    public boolean isNumber() {
        return bytes > OFF.bytes;
    }

    /**
     * The most that a SYN may announce, if anything may be changed.
     *
     * @param path what fits into the MTU of the ways to both ends, in bytes.
     * @return bytes.
     */
    public int limit(final int path) {
        return isNumber() ? bytes : path;
    }

    /** As it is written. */
    @Override
    public String toString() {
        return isNumber() ? Integer.toString(bytes) : isOn() ? "path" : "off";
    }
}
