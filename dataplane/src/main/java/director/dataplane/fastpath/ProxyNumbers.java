/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fastpath;

import director.bindings.NativeMemory;
import director.dataplane.connection.ProxyState;
import director.dataplane.header.Tcp;

/**
 * Sequence numbers of connections where the client's stream has a header of the PROXY protocol in front of it, which
 * the real server has acknowledged: they are moved by its length. What comes near the header, or could tell of
 * selective acknowledgments, is for the general path. Static; of segments whose connection is the record's.
 */
final class ProxyNumbers {
    /** "No operation" twice, then timestamps (RFC 7323, appendix A), as a native integer. */
    private static final int TIMESTAMPS = 0x0A08_0101;
    private static final int TIMESTAMPS_LENGTH = Tcp.MIN_LENGTH + 12;

    private ProxyNumbers() {
    }

    /** Whether a client's segment of so many bytes says nothing about where the header was. */
    static boolean isBehindHeader(final long tcp, final int length, final long record) {
        return Tcp.headerLength(tcp) <= length
            && (Tcp.sequence(tcp) - ProxyState.first(record) >= -1 || ProxyState.has(record, ProxyState.FAR));
    }

    static void raise(final long tcp, final long record) {
        Tcp.changeSequence(tcp, Tcp.sequence(tcp) + ProxyState.length(record));
    }

    /** Whether a real server's segment acknowledges no mere part of the header, and has no options to be read. */
    static boolean isOfStream(final long tcp, final int length, final long record) {
        final int bytes = Tcp.acknowledgment(tcp) - ProxyState.first(record);
        return hasNoneOrTimestamps(tcp, length)
            && (bytes < 0 || bytes >= ProxyState.length(record) || ProxyState.has(record, ProxyState.FAR));
    }

    private static boolean hasNoneOrTimestamps(final long tcp, final int length) {
        final int headerLength = Tcp.headerLength(tcp);
        return headerLength == Tcp.MIN_LENGTH
            || (headerLength == TIMESTAMPS_LENGTH && headerLength <= length
            && NativeMemory.int32(tcp + Tcp.MIN_LENGTH) == TIMESTAMPS);
    }

    static void lower(final long tcp, final long record) {
        final int acknowledgment = Tcp.acknowledgment(tcp);
        ProxyState.reached(record, acknowledgment);
        Tcp.changeAcknowledgment(tcp, acknowledgment - ProxyState.length(record));
    }
}
