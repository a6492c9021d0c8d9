/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A port of a DPDK device: attach, {@link #configure}, set up each queue, {@link #start}; then its queues can be
 * polled.
 *
 * <p>One thread configures, starts, stops and closes. Any thread may read statistics and link. A queue is for one
 * thread at a time and must not be used once the port is stopped. Every method throws {@link DpdkException} when DPDK
 * refuses.
 */
public final class EthernetPort implements AutoCloseable {
    private static final int SIZE_OF_MAC = Layout.sizeOf("rte_ether_addr");
    private static final int UNUSED_BITS = (Long.BYTES - SIZE_OF_MAC) * Byte.SIZE;
    private static final int GROUP = Layout.intConstant("RTE_ETH_RETA_GROUP_SIZE");
    private static final int SIZE_OF_GROUP = Layout.sizeOf("rte_eth_rss_reta_entry64");
    private static final int GROUP_MASK = Layout.offset("rte_eth_rss_reta_entry64.mask");
    private static final int GROUP_QUEUES = Layout.offset("rte_eth_rss_reta_entry64.reta");
    private static final long MOST_MAC = 0xffff_ffff_ffffL;

    private final Eal eal;
    private final int id;
    private final String name;
    private final DeviceInfo info;
    private final int socket;
    private final boolean entersKernel;
    private @Nullable PortConfiguration configuration;
    private boolean isStarted;
    private boolean isClosed;

    private EthernetPort(final Eal eal, final int id) {
        this(eal, id, false);
    }

    /** A port whose bursts enter the kernel whatever its driver is called, or one that is as its driver is. */
    EthernetPort(final Eal eal, final int id, final boolean entersKernel) {
        this.eal = eal;
        this.id = id;
        name = PortProbe.name(id);
        try (Arena arena = Arena.ofConfined()) {
            info = DeviceInfo.read(readInfo(arena));
        }
        socket = (int) PortCalls.SOCKET.call(id);
        this.entersKernel = entersKernel || PollModeQueue.entersKernel(info.driver());
    }

    private long readInfo(final Arena arena) {
        final long address = arena.allocate(DeviceInfo.SIZE, Long.BYTES).address();
        PortCalls.INFO.check(id, address);
        return address;
    }

    /**
     * Makes DPDK take over a device.
     *
     * @param eal DPDK, initialised.
     * @param deviceArguments as in {@code net_af_packet0,iface=eth1} or {@code 0000:03:00.0}.
     * @return its port, the first one if it has several.
     * @throws DpdkException if there is no such device, it is attached already, or it makes no port.
     */
    public static EthernetPort attach(final Eal eal, final String deviceArguments) {
        return new EthernetPort(eal, PortProbe.attach(eal, deviceArguments));
    }

    /**
     * The port of a device that was attached before.
     *
     * @param eal DPDK, initialised.
     * @param id its number.
     * @return the port.
     * @throws IllegalArgumentException if there is none, naming those that there are.
     */
    public static EthernetPort byId(final Eal eal, final int id) {
        eal.requireOpen();
        if (id < 0 || id > Character.MAX_VALUE || PortCalls.IS_VALID.call(id) == 0) {
            throw new IllegalArgumentException("port " + id + " does not exist; there are " + PortProbe.ports());
        }
        return new EthernetPort(eal, id);
    }

    /**
     * How many ports there are.
     *
     * @param eal DPDK, initialised.
     * @return 0 or more.
     */
    public static int count(final Eal eal) {
        eal.requireOpen();
        return (int) PortCalls.COUNT.call();
    }

    /**
     * The number of the port.
     *
     * @return 0 or more.
     */
    public int id() {
        return id;
    }

    /**
     * The name of the port.
     *
     * @return as in {@code net_af_packet0}.
     */
    public String name() {
        return name;
    }

    /**
     * What the device is and can do.
     *
     * @return as it was when attached.
     */
    public DeviceInfo info() {
        return info;
    }

    /**
     * Sets what the port is to be; it must not be started. All queues have to be set up afterwards.
     *
     * @param wanted within what {@link #info} says is possible.
     * @throws IllegalArgumentException if the device cannot, naming what is wanted and what is possible.
     */
    public void configure(final PortConfiguration wanted) {
        requireState(false);
        wanted.requirePossible(name, info);
        eal.log().forget();
        try (Arena arena = Arena.ofConfined()) {
            final long conf = arena.allocate(PortConfigurationWriter.SIZE, Long.BYTES).address();
            PortConfigurationWriter.write(conf, wanted);
            check(PortCalls.CONFIGURE, id, wanted.rxQueues(), wanted.txQueues(), conf);
        }
        configuration = wanted;
    }

    /**
     * Sets up a receive queue.
     *
     * @param queue 0 to the configured number - 1.
     * @param descriptors how many packets it holds.
     * @param pool where its mbufs come from.
     * @throws IllegalArgumentException if the device cannot have so many descriptors.
     */
    public void setUpRxQueue(final int queue, final int descriptors, final Mempool pool) {
        requireState(false);
        info.rxDescriptors().require("port " + name + " rxDescriptors", descriptors);
        eal.log().forget();
        check(PortCalls.RX_QUEUE_SETUP, id, queue, descriptors, socket, 0, pool.address());
    }

    /**
     * Sets up a transmit queue.
     *
     * @param queue 0 to the configured number - 1.
     * @param descriptors how many packets it holds.
     * @throws IllegalArgumentException if the device cannot have so many descriptors.
     */
    public void setUpTxQueue(final int queue, final int descriptors) {
        requireState(false);
        info.txDescriptors().require("port " + name + " txDescriptors", descriptors);
        eal.log().forget();
        check(PortCalls.TX_QUEUE_SETUP, id, queue, descriptors, socket, 0);
    }

    /**
     * Says which queue receives packets by the last bits of their hash. The port has to be configured to hash.
     *
     * @param queues by places of the device's redirection table, of as many as it has.
     */
    public void redirect(final int... queues) {
        eal.requireOpen();
        eal.log().forget();
        try (Arena arena = Arena.ofConfined()) {
            final long groups = Math.ceilDiv(queues.length, GROUP);
            final long table = arena.allocate(groups * SIZE_OF_GROUP, Long.BYTES).address();
            for (int i = 0; i < queues.length; i++) {
                final long group = table + (long) (i / GROUP) * SIZE_OF_GROUP;
                NativeMemory.int64(group + GROUP_MASK, -1);
                NativeMemory.uint16(group + GROUP_QUEUES + (long) (i % GROUP) * Short.BYTES, queues[i]);
            }
            check(PortCalls.REDIRECT, id, table, queues.length);
        }
    }

    /** Starts to receive and to send. */
    public void start() {
        requireState(false);
        eal.log().forget();
        check(PortCalls.START, id);
        isStarted = true;
    }

    /** Stops. Nobody may be using a queue. Does nothing when the port is not started. */
    public void stop() {
        if (isStarted) {
            isStarted = false;
            PortCalls.STOP.check(id);
        }
    }

    /** Stops and gives the device back, with all mbufs that it holds. Does nothing the second time. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        stop();
        isClosed = true;
        final long device;
        try (Arena arena = Arena.ofConfined()) {
            device = DeviceInfo.device(readInfo(arena));
        }
        PortCalls.CLOSE.check(id);
        if (device != 0) {
            PortCalls.REMOVE.check(device);
        }
    }

    private void requireState(final boolean started) {
        eal.requireOpen();
        if (isClosed || isStarted != started) {
            throw new IllegalStateException("port " + name + " is "
                + (isClosed ? "closed" : started ? "not started" : "started; stop it first"));
        }
    }

    private void check(final ControlCall call, final long... arguments) {
        final int answer = (int) call.call(arguments);
        if (answer < 0) {
            throw call.failure(answer, arguments, eal.log().recent());
        }
    }

    /**
     * The MAC address.
     *
     * @return 48 bits, the first octet on the wire in the highest byte.
     */
    public long macAddress() {
        try (Arena arena = Arena.ofConfined()) {
            final long address = arena.allocate(Long.BYTES, Long.BYTES).address();
            PortCalls.GET_MAC.check(id, address);
            return NativeMemory.int64Be(address) >>> UNUSED_BITS;
        }
    }

    /**
     * Sets the MAC address.
     *
     * @param mac 48 bits, the first octet on the wire in the highest byte.
     * @throws IllegalArgumentException if there are more bits.
     */
    public void macAddress(final long mac) {
        if (mac < 0 || mac > MOST_MAC) {
            throw new IllegalArgumentException("mac=0x" + Long.toHexString(mac) + " has more than 48 bits");
        }
        try (Arena arena = Arena.ofConfined()) {
            final long address = arena.allocate(Long.BYTES, Long.BYTES).address();
            NativeMemory.int64Be(address, mac << UNUSED_BITS);
            PortCalls.SET_MAC.check(id, address);
        }
    }

    /**
     * The link.
     *
     * @return as it is now, without waiting for the ends to agree.
     */
    public LinkStatus linkStatus() {
        try (Arena arena = Arena.ofConfined()) {
            final long link = arena.allocate(LinkStatus.SIZE, Long.BYTES).address();
            PortCalls.LINK.check(id, link);
            return LinkStatus.read(link);
        }
    }

    /**
     * What every device counts.
     *
     * @return since the start or the last reset.
     */
    public PortStatistics statistics() {
        try (Arena arena = Arena.ofConfined()) {
            final long statistics = arena.allocate(PortStatistics.SIZE, Long.BYTES).address();
            PortCalls.STATS.check(id, statistics);
            return PortStatistics.read(statistics);
        }
    }

    /**
     * What this device counts, by the names of its driver.
     *
     * @return in the driver's order.
     */
    public Map<String, Long> extendedStatistics() {
        return ExtendedStatistics.read(id);
    }

    /** Counts from 0 again. */
    public void resetStatistics() {
        PortCalls.RESET_STATS.check(id);
    }

    /**
     * Whether packets to other MAC addresses are received too.
     *
     * @return true if so.
     */
    public boolean promiscuous() {
        return PortCalls.PROMISCUOUS.check(id) == 1;
    }

    /**
     * Sets whether packets to other MAC addresses are received too.
     *
     * @param on true if so.
     */
    public void promiscuous(final boolean on) {
        (on ? PortCalls.PROMISCUOUS_ON : PortCalls.PROMISCUOUS_OFF).check(id);
    }

    /**
     * Whether packets to every multicast address are received.
     *
     * @return true if so.
     */
    public boolean allMulticast() {
        return PortCalls.ALL_MULTICAST.check(id) == 1;
    }

    /**
     * Sets whether packets to every multicast address are received. IPv6 needs them: an address is asked for by a
     * group that is made of the address.
     *
     * @param on true if so.
     * @throws DpdkException with the code of ENOTSUP if the driver knows no such mode, as those of kernel interfaces.
     */
    public void allMulticast(final boolean on) {
        (on ? PortCalls.ALL_MULTICAST_ON : PortCalls.ALL_MULTICAST_OFF).check(id);
    }

    /**
     * The largest packet above Ethernet.
     *
     * @return bytes.
     */
    public int mtu() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment mtu = arena.allocate(Short.BYTES, Short.BYTES);
            PortCalls.GET_MTU.check(id, mtu.address());
            return NativeMemory.uint16(mtu.address());
        }
    }

    /**
     * Sets the largest packet above Ethernet, on the kernel's interface too where there is one.
     *
     * @param bytes within what {@link #info} says is possible.
     */
    public void mtu(final int bytes) {
        PortCalls.SET_MTU.check(id, bytes);
    }

    /** Whether its bursts are system calls. */
    boolean entersKernel() {
        return entersKernel;
    }

    /**
     * A receive queue of the started port. Valid until the port is stopped.
     *
     * @param queue 0 to the configured number - 1.
     * @return the queue; polling it allocates nothing.
     */
    public RxQueue rxQueue(final int queue) {
        requireState(true);
        requireQueue("rxQueue", queue, configured().rxQueues());
        return PollModeQueue.receiving(id, entersKernel, queue);
    }

    /**
     * A transmit queue of the started port. Valid until the port is stopped.
     *
     * @param queue 0 to the configured number - 1.
     * @return the queue; a burst allocates nothing.
     */
    public TxQueue txQueue(final int queue) {
        requireState(true);
        requireQueue("txQueue", queue, configured().txQueues());
        return PollModeQueue.transmitting(id, entersKernel, queue);
    }

    private PortConfiguration configured() {
        if (configuration == null) {
            throw new IllegalStateException("port " + name + " is not configured");
        }
        return configuration;
    }

    private static void requireQueue(final String what, final int queue, final int count) {
        if (queue < 0 || queue >= count) {
            throw new IllegalArgumentException(what + "=" + queue + " is not in 0.." + (count - 1));
        }
    }
}
