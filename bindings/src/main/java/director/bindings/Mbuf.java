/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static director.bindings.NativeMemory.int32;
import static director.bindings.NativeMemory.int64;
import static director.bindings.NativeMemory.uint16;

/**
 * One segment of a packet: static accessors over the address of a {@code struct rte_mbuf}.
 *
 * <pre>
 *  mbuf                buf_addr           data               data + dataLength      buf_addr + buf_len
 *   +---------+- - - - -+------------------+------------------+----------------------+
 *   | struct  | private |     headroom     |    dataLength    |       tailroom       |
 *   +---------+- - - - -+------------------+------------------+----------------------+
 * </pre>
 *
 * <p>An mbuf belongs to one thread at a time; only that thread calls these methods. Lengths are in bytes. Source: DPDK
 * programmer's guide, "Mbuf Library".
 */
public final class Mbuf {
    /** The headroom of a new mbuf. */
    public static final int HEADROOM = Layout.intConstant("RTE_PKTMBUF_HEADROOM");

    /** A VLAN tag is in the packet or, with {@link #RX_VLAN_STRIPPED}, was. */
    public static final long RX_VLAN = Layout.constant("RTE_MBUF_F_RX_VLAN");
    /** {@link #rssHash} is set. */
    public static final long RX_RSS_HASH = Layout.constant("RTE_MBUF_F_RX_RSS_HASH");
    /** The VLAN tag was taken out of the packet. */
    public static final long RX_VLAN_STRIPPED = Layout.constant("RTE_MBUF_F_RX_VLAN_STRIPPED");
    /** Both bits on the IPv4 header's checksum: none of them means unknown, both that only the data is correct. */
    public static final long RX_IP_CKSUM_MASK = Layout.constant("RTE_MBUF_F_RX_IP_CKSUM_MASK");
    /** The IPv4 header's checksum is wrong. */
    public static final long RX_IP_CKSUM_BAD = Layout.constant("RTE_MBUF_F_RX_IP_CKSUM_BAD");
    /** The IPv4 header's checksum is right. */
    public static final long RX_IP_CKSUM_GOOD = Layout.constant("RTE_MBUF_F_RX_IP_CKSUM_GOOD");
    /** Both bits on the transport checksum, read like {@link #RX_IP_CKSUM_MASK}. */
    public static final long RX_L4_CKSUM_MASK = Layout.constant("RTE_MBUF_F_RX_L4_CKSUM_MASK");
    /** The transport checksum is wrong. */
    public static final long RX_L4_CKSUM_BAD = Layout.constant("RTE_MBUF_F_RX_L4_CKSUM_BAD");
    /** The transport checksum is right. */
    public static final long RX_L4_CKSUM_GOOD = Layout.constant("RTE_MBUF_F_RX_L4_CKSUM_GOOD");

    /** Split into TCP segments; wants {@link #TX_TCP_CKSUM} and all lengths of {@link #txOffload}. */
    public static final long TX_TCP_SEG = Layout.constant("RTE_MBUF_F_TX_TCP_SEG");
    /** Compute the TCP checksum; wants that of the pseudo header in its field. */
    public static final long TX_TCP_CKSUM = Layout.constant("RTE_MBUF_F_TX_TCP_CKSUM");
    /** Compute the UDP checksum; wants that of the pseudo header in its field. */
    public static final long TX_UDP_CKSUM = Layout.constant("RTE_MBUF_F_TX_UDP_CKSUM");
    /** Compute the SCTP checksum. */
    public static final long TX_SCTP_CKSUM = Layout.constant("RTE_MBUF_F_TX_SCTP_CKSUM");
    /** The bits in which one of the three transport checksums is asked for. */
    public static final long TX_L4_MASK = Layout.constant("RTE_MBUF_F_TX_L4_MASK");
    /** Compute the IPv4 header's checksum; wants 0 in its field. */
    public static final long TX_IP_CKSUM = Layout.constant("RTE_MBUF_F_TX_IP_CKSUM");
    /** The packet is IPv4; wanted beside every transport offload. */
    public static final long TX_IPV4 = Layout.constant("RTE_MBUF_F_TX_IPV4");
    /** The packet is IPv6; wanted beside every transport offload. */
    public static final long TX_IPV6 = Layout.constant("RTE_MBUF_F_TX_IPV6");
    /** Insert the VLAN tag of {@link #vlanTag}. */
    public static final long TX_VLAN = Layout.constant("RTE_MBUF_F_TX_VLAN");

    /** The bytes in front of the buffer of an mbuf without a private area. */
    static final int SIZE = Layout.sizeOf("rte_mbuf");

    private static final int BUF_ADDR = Layout.offset("rte_mbuf.buf_addr");
    private static final int BUF_IOVA = Layout.offset("rte_mbuf.buf_iova");
    private static final int DATA_OFF = Layout.offset("rte_mbuf.data_off");
    private static final int REFCNT = Layout.offset("rte_mbuf.refcnt");
    private static final int NB_SEGS = Layout.offset("rte_mbuf.nb_segs");
    private static final int PORT = Layout.offset("rte_mbuf.port");
    private static final int OL_FLAGS = Layout.offset("rte_mbuf.ol_flags");
    private static final int PACKET_TYPE = Layout.offset("rte_mbuf.packet_type");
    private static final int PKT_LEN = Layout.offset("rte_mbuf.pkt_len");
    private static final int DATA_LEN = Layout.offset("rte_mbuf.data_len");
    private static final int VLAN_TCI = Layout.offset("rte_mbuf.vlan_tci");
    private static final int RSS = Layout.offset("rte_mbuf.hash.rss");
    private static final int VLAN_TCI_OUTER = Layout.offset("rte_mbuf.vlan_tci_outer");
    private static final int BUF_LEN = Layout.offset("rte_mbuf.buf_len");
    private static final int POOL = Layout.offset("rte_mbuf.pool");
    private static final int NEXT = Layout.offset("rte_mbuf.next");
    private static final int TX_OFFLOAD = Layout.offset("rte_mbuf.tx_offload");
    private static final int PRIV_SIZE = Layout.offset("rte_mbuf.priv_size");

    private static final int L2_SHIFT = Layout.bit("rte_mbuf.l2_len") - TX_OFFLOAD * Byte.SIZE;
    private static final int L3_SHIFT = Layout.bit("rte_mbuf.l3_len") - TX_OFFLOAD * Byte.SIZE;
    private static final int L4_SHIFT = Layout.bit("rte_mbuf.l4_len") - TX_OFFLOAD * Byte.SIZE;
    private static final int SEGMENT_SHIFT = Layout.bit("rte_mbuf.tso_segsz") - TX_OFFLOAD * Byte.SIZE;

    private static final int NO_PORT = Layout.intConstant("RTE_MBUF_PORT_INVALID");
    private static final long EXTERNAL_BUFFER = Layout.constant("RTE_MBUF_F_EXTERNAL");

    private Mbuf() {
    }

    /**
     * Where the packet starts.
     *
     * @param mbuf its address.
     * @return the address of its first byte.
     */
    public static long data(final long mbuf) {
        return int64(mbuf + BUF_ADDR) + uint16(mbuf + DATA_OFF);
    }

    /**
     * The bytes in this segment.
     *
     * @param mbuf its address.
     * @return 0 to 65,535.
     */
    public static int dataLength(final long mbuf) {
        return uint16(mbuf + DATA_LEN);
    }

    /**
     * Sets the bytes in this segment, and nothing else.
     *
     * @param mbuf its address.
     * @param length 0 to 65,535.
     */
    public static void dataLength(final long mbuf, final int length) {
        uint16(mbuf + DATA_LEN, length);
    }

    /**
     * The bytes in all segments of the packet; only the first segment has it.
     *
     * @param mbuf its address.
     * @return 0 or more.
     */
    public static int packetLength(final long mbuf) {
        return int32(mbuf + PKT_LEN);
    }

    /**
     * Sets the bytes in all segments, and nothing else.
     *
     * @param mbuf its address.
     * @param length 0 or more.
     */
    public static void packetLength(final long mbuf, final int length) {
        int32(mbuf + PKT_LEN, length);
    }

    /**
     * How many segments the packet has; only the first segment knows.
     *
     * @param mbuf its address.
     * @return at least 1.
     */
    public static int segments(final long mbuf) {
        return uint16(mbuf + NB_SEGS);
    }

    /**
     * The segment behind this one.
     *
     * @param mbuf its address.
     * @return an address, or 0 at the last one.
     */
    public static long next(final long mbuf) {
        return int64(mbuf + NEXT);
    }

    /**
     * Appends a segment chain that is not part of any packet; all lengths are kept in step.
     *
     * @param mbuf the first segment of a packet.
     * @param tail the first segment of what follows; belongs to the packet from now on.
     */
    public static void chain(final long mbuf, final long tail) {
        long last = mbuf;
        while (next(last) != 0) {
            last = next(last);
        }
        int64(last + NEXT, tail);
        uint16(mbuf + NB_SEGS, segments(mbuf) + segments(tail));
        packetLength(mbuf, packetLength(mbuf) + packetLength(tail));
    }

    /**
     * The port that received the packet.
     *
     * @param mbuf its address.
     * @return its number; 65,535 when there is none.
     */
    public static int port(final long mbuf) {
        return uint16(mbuf + PORT);
    }

    /**
     * Sets the port that received the packet.
     *
     * @param mbuf its address.
     * @param port 0 to 65,535.
     */
    public static void port(final long mbuf, final int port) {
        uint16(mbuf + PORT, port);
    }

    /**
     * What the device found out, or is asked to do.
     *
     * @param mbuf its address.
     * @return {@code RX_...} and {@code TX_...} bits.
     */
    public static long offloadFlags(final long mbuf) {
        return int64(mbuf + OL_FLAGS);
    }

    /**
     * Sets what the device is asked to do.
     *
     * @param mbuf its address.
     * @param flags {@code TX_...} bits; replaces all bits.
     */
    public static void offloadFlags(final long mbuf, final long flags) {
        int64(mbuf + OL_FLAGS, flags);
    }

    /**
     * The receive-side scaling hash.
     *
     * @param mbuf its address.
     * @return valid when {@link #RX_RSS_HASH} is set.
     */
    public static int rssHash(final long mbuf) {
        return int32(mbuf + RSS);
    }

    /**
     * The packet type that the device recognised ({@code RTE_PTYPE_...}).
     *
     * @param mbuf its address.
     * @return 0 when unknown.
     */
    public static int packetType(final long mbuf) {
        return int32(mbuf + PACKET_TYPE);
    }

    /**
     * The tag control information that was stripped, or is to be inserted.
     *
     * @param mbuf its address.
     * @return valid when {@link #RX_VLAN_STRIPPED} is set.
     */
    public static int vlanTag(final long mbuf) {
        return uint16(mbuf + VLAN_TCI);
    }

    /**
     * Sets the tag control information to be inserted.
     *
     * @param mbuf its address.
     * @param tag 16 bits.
     */
    public static void vlanTag(final long mbuf, final int tag) {
        uint16(mbuf + VLAN_TCI, tag);
    }

    /**
     * How many owners the segment has.
     *
     * @param mbuf its address.
     * @return 1 unless somebody shares it.
     */
    public static int refCount(final long mbuf) {
        return uint16(mbuf + REFCNT);
    }

    /**
     * The pool the segment goes back to.
     *
     * @param mbuf its address.
     * @return the address of its {@code struct rte_mempool}; 0 for a {@link HeapPool}.
     */
    public static long pool(final long mbuf) {
        return int64(mbuf + POOL);
    }

    /**
     * The free bytes in front of the data.
     *
     * @param mbuf its address.
     * @return 0 or more.
     */
    public static int headroom(final long mbuf) {
        return uint16(mbuf + DATA_OFF);
    }

    /**
     * The free bytes behind the data.
     *
     * @param mbuf its address.
     * @return 0 or more.
     */
    public static int tailroom(final long mbuf) {
        return uint16(mbuf + BUF_LEN) - uint16(mbuf + DATA_OFF) - uint16(mbuf + DATA_LEN);
    }

    /**
     * Makes room in front of the data.
     *
     * @param mbuf the first segment.
     * @param bytes 0 or more.
     * @return the new address of the data; 0, and nothing is changed, when the headroom is too small.
     */
    public static long prepend(final long mbuf, final int bytes) {
        final int headroom = headroom(mbuf);
        if (bytes > headroom) {
            return 0;
        }
        uint16(mbuf + DATA_OFF, headroom - bytes);
        return grow(mbuf, bytes);
    }

    /**
     * Has the data begin earlier, and sets how long it is. For a packet of one segment.
     *
     * @param mbuf   the segment.
     * @param bytes  by how much earlier, at most {@link #headroom}.
     * @param length of the packet then.
     */
    public static void outset(final long mbuf, final int bytes, final int length) {
        uint16(mbuf + DATA_OFF, uint16(mbuf + DATA_OFF) - bytes);
        uint16(mbuf + DATA_LEN, length);
        int32(mbuf + PKT_LEN, length);
    }

    /**
     * Removes bytes from the start of the data.
     *
     * @param mbuf the first segment.
     * @param bytes 0 or more.
     * @return the new address of the data; 0, and nothing is changed, when the segment has not so many.
     */
    public static long adjust(final long mbuf, final int bytes) {
        if (bytes > dataLength(mbuf)) {
            return 0;
        }
        uint16(mbuf + DATA_OFF, headroom(mbuf) + bytes);
        return grow(mbuf, -bytes);
    }

    /**
     * Makes room behind the data of a packet of one segment.
     *
     * @param mbuf the only segment.
     * @param bytes 0 or more.
     * @return the address of the first new byte; 0, and nothing is changed, when the tailroom is too small.
     */
    public static long append(final long mbuf, final int bytes) {
        if (bytes > tailroom(mbuf)) {
            return 0;
        }
        final long end = data(mbuf) + dataLength(mbuf);
        grow(mbuf, bytes);
        return end;
    }

    /**
     * Removes bytes from the end of the data of a packet of one segment.
     *
     * @param mbuf the only segment.
     * @param bytes 0 or more.
     * @return false, and nothing is changed, when the segment has not so many.
     */
    public static boolean trim(final long mbuf, final int bytes) {
        if (bytes > dataLength(mbuf)) {
            return false;
        }
        grow(mbuf, -bytes);
        return true;
    }

    private static long grow(final long mbuf, final int bytes) {
        dataLength(mbuf, dataLength(mbuf) + bytes);
        packetLength(mbuf, packetLength(mbuf) + bytes);
        return data(mbuf);
    }

    /**
     * Tells the device where the headers are, for checksum offload and segmentation.
     *
     * @param mbuf the first segment.
     * @param l2Length bytes before the IP header, 0 to 127.
     * @param l3Length bytes of the IP header, 0 to 511.
     * @param l4Length bytes of the transport header, 0 to 255.
     * @param segmentSize payload bytes a TCP segment, 0 to 65,535; 0 without segmentation.
     */
    public static void txOffload(
        final long mbuf, final int l2Length, final int l3Length, final int l4Length, final int segmentSize) {
        int64(mbuf + TX_OFFLOAD, (long) l2Length << L2_SHIFT | (long) l3Length << L3_SHIFT
            | (long) l4Length << L4_SHIFT | (long) segmentSize << SEGMENT_SHIFT);
    }

    /**
     * What {@link #txOffload} was told of the link layer.
     *
     * @param mbuf address of the mbuf.
     * @return bytes of its header.
     */
    public static int txL2Length(final long mbuf) {
        return (int) (int64(mbuf + TX_OFFLOAD) >>> L2_SHIFT) & ((1 << (L3_SHIFT - L2_SHIFT)) - 1);
    }

    /**
     * Has the header of the link layer be longer than {@link #txOffload} was told.
     *
     * @param mbuf  the first segment.
     * @param bytes by how much, such that it is not longer than 127 bytes.
     */
    public static void growTxL2Length(final long mbuf, final int bytes) {
        int64(mbuf + TX_OFFLOAD, int64(mbuf + TX_OFFLOAD) + ((long) bytes << L2_SHIFT));
    }

    /**
     * What {@link #txOffload} was told of the network layer.
     *
     * @param mbuf address of the mbuf.
     * @return bytes of its headers.
     */
    public static int txL3Length(final long mbuf) {
        return (int) (int64(mbuf + TX_OFFLOAD) >>> L3_SHIFT) & ((1 << (L4_SHIFT - L3_SHIFT)) - 1);
    }

    /** Sets what never changes: the buffer behind the structure. */
    static void initialize(final long mbuf, final int dataRoom) {
        int64(mbuf + BUF_ADDR, mbuf + SIZE);
        int64(mbuf + BUF_IOVA, mbuf + SIZE);
        uint16(mbuf + BUF_LEN, dataRoom);
        uint16(mbuf + PRIV_SIZE, 0);
        int64(mbuf + POOL, 0);
        release(mbuf);
    }

    /** Sets what an mbuf inside a pool always has: one owner, one segment. */
    static void release(final long mbuf) {
        uint16(mbuf + REFCNT, 1);
        int64(mbuf + NEXT, 0);
        uint16(mbuf + NB_SEGS, 1);
    }

    /** Drops one owner of a shared segment. */
    static void releaseShare(final long mbuf) {
        uint16(mbuf + REFCNT, refCount(mbuf) - 1);
    }

    /** Does what {@code rte_pktmbuf_reset} does. */
    static void reset(final long mbuf) {
        int64(mbuf + NEXT, 0);
        int32(mbuf + PKT_LEN, 0);
        int64(mbuf + TX_OFFLOAD, 0);
        uint16(mbuf + VLAN_TCI, 0);
        uint16(mbuf + VLAN_TCI_OUTER, 0);
        uint16(mbuf + NB_SEGS, 1);
        uint16(mbuf + PORT, NO_PORT);
        int64(mbuf + OL_FLAGS, offloadFlags(mbuf) & EXTERNAL_BUFFER);
        int32(mbuf + PACKET_TYPE, 0);
        uint16(mbuf + DATA_OFF, Math.min(HEADROOM, uint16(mbuf + BUF_LEN)));
        uint16(mbuf + DATA_LEN, 0);
    }
}
