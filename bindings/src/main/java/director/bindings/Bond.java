/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Several ports that are one, through DPDK's {@code net_bonding}: make it of ports that are attached and nothing more,
 * configure and set up {@link #port}, {@link #start} the bond, and use that port's queues. Members are numbered in
 * their order from 0.
 *
 * <p>One thread makes, starts and closes it. Any thread may ask; {@link #active} allocates nothing. Source: DPDK
 * Programmer's Guide, Link Bonding Poll Mode Driver Library.
 */
public final class Bond implements AutoCloseable {
    /** Nobody. */
    public static final int NONE = -1;

    /** What to type on Debian and its derivatives. */
    private static final String REMEDY = "apt-get install librte-net-bond23";

    /** Longer than the driver lets pass between its looks at links, each of which may still be to come (10 ms). */
    private static final long MONITORED_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int MOST_PORTS = Layout.intConstant("RTE_MAX_ETHPORTS");

    private final EthernetPort port;
    private final List<EthernetPort> members;
    private final int[] ids;
    private boolean isStarted;
    private boolean isClosed;

    /** Looked up when somebody makes the first bond. */
    private static final class Calls {
        static final ControlCall CREATE =
            ControlCall.of("int rte_eth_bond_create", "ptr name", "u8 mode", "u8 socket");
        static final ControlCall ADD = ControlCall.of("int rte_eth_bond_slave_add", "u16 port", "u16 member");
        static final ControlCall SET_PRIMARY = ControlCall.of("int rte_eth_bond_primary_set", "u16 port", "u16 member");
        static final ControlCall SET_HASH = ControlCall.of("int rte_eth_bond_xmit_policy_set", "u16 port", "u8 policy");
        static final ControlCall ACTIVE =
            ControlCall.of("int rte_eth_bond_active_slaves_get", "u16 port", "ptr members", "u16 length");
        static final ControlCall LACP =
            ControlCall.of("int rte_eth_bond_8023ad_slave_info", "u16 port", "u16 member", "ptr info");
        static final MethodHandle PRIMARY =
            Symbols.linkCritical("rte_eth_bond_primary_get", FunctionDescriptor.of(JAVA_INT, JAVA_CHAR));
    }

    private Bond(final EthernetPort port, final List<EthernetPort> members) {
        this.port = port;
        this.members = members;
        this.ids = members.stream().mapToInt(EthernetPort::id).toArray();
    }

    /**
     * Makes a bond.
     *
     * @param eal     DPDK, initialised.
     * @param name    of the device; it has to begin with {@code net_bonding}.
     * @param mode    what is done with members.
     * @param hash    by what members share packets that leave; without meaning for {@link BondMode#ACTIVE_BACKUP}.
     * @param primary the member to {@link #prefer} and to have the MAC address of, for {@link BondMode#ACTIVE_BACKUP};
     *                else, and for no preference, {@link #NONE}.
     * @param members attached, neither configured nor started; they are the caller's to close, after the bond.
     * @return not configured yet; on failure nothing is left of it.
     * @throws DpdkUnavailableException if DPDK was installed without bonds.
     * @throws DpdkException            if DPDK refuses any step.
     */
    public static Bond create(
        final Eal eal,
        final String name,
        final BondMode mode,
        final BondHash hash,
        final int primary,
        final List<EthernetPort> members) {
        eal.requireOpen();
        Symbols.requireOptional(REMEDY);
        eal.log().forget();
        final int id;
        try (Arena arena = Arena.ofConfined()) {
            id = check(eal, Calls.CREATE, arena.allocateFrom(name).address(), mode.number(), 0);
        }
        boolean made = false;
        try {
            for (final EthernetPort member : members) {
                check(eal, Calls.ADD, id, member.id());
            }
            if (mode == BondMode.LACP) {
                check(eal, Calls.SET_HASH, id, hash.number());
            } else if (primary != NONE) {
                check(eal, Calls.SET_PRIMARY, id, members.get(primary).id());
            }
            final Bond bond = new Bond(new EthernetPort(eal, id,
                members.stream().anyMatch(EthernetPort::entersKernel)), List.copyOf(members));
            made = true;
            return bond;
        } finally {
            if (!made) {
                EthernetPort.byId(eal, id).close();
            }
        }
    }

    private static int check(final Eal eal, final ControlCall call, final long... arguments) {
        final int answer = (int) call.call(arguments);
        if (answer < 0) {
            throw call.failure(answer, arguments, eal.log().recent());
        }
        return answer;
    }

    /**
     * The port that the members are.
     *
     * @return to be configured and set up; closed and started by this.
     */
    public EthernetPort port() {
        return port;
    }

    /**
     * The members.
     *
     * @return as given; their statistics and links can be asked for.
     */
    public List<EthernetPort> members() {
        return members;
    }

    /**
     * Starts the members and the bond, and waits for a moment until the driver has looked at their links: before that
     * it sends nothing.
     *
     * @param links whether each member has a link; null where the member's driver knows.
     */
    public void start(final List<@Nullable Boolean> links) {
        port.start();
        isStarted = true;
        boolean anyUp = false;
        for (int i = 0; i < ids.length; i++) {
            final @Nullable Boolean up = links.get(i);
            if (up != null) {
                link(i, up);
            }
            anyUp |= members.get(i).linkStatus().isUp();
        }
        for (long waited = 0; anyUp && participants().isEmpty() && waited < PATIENCE_NS; waited += STEP_NS) {
            LockSupport.parkNanos(STEP_NS);
        }
    }

    /**
     * Tells of the link of a member whose driver does not look at it, as those of kernel interfaces. The bond notices
     * within 10 ms.
     *
     * @param member its number.
     * @param up     whether packets can pass.
     * @throws IllegalStateException if the driver of that member does look at its link.
     */
    public void link(final int member, final boolean up) {
        ReportedLink.write(members.get(member), up);
    }

    /**
     * Makes a member the active one, of {@link BondMode#ACTIVE_BACKUP}, now if it has a link and whenever its link
     * comes up. From one thread at a time.
     *
     * @param member its number.
     */
    public void prefer(final int member) {
        Calls.SET_PRIMARY.check(port.id(), ids[member]);
    }

    /**
     * The member that packets leave by and are taken from, of {@link BondMode#ACTIVE_BACKUP}; or would, if none has a
     * link.
     *
     * @return its number.
     */
    public int active() {
        final int id;
        try {
            id = (int) Calls.PRIMARY.invokeExact((char) port.id());
        } catch (final Throwable t) {
            throw Libc.unexpected(t);
        }
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        return NONE;
    }

    /**
     * The members that have a link as far as the bond has noticed.
     *
     * @return their numbers.
     */
    public BitSet participants() {
        final BitSet participants = new BitSet();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment list = arena.allocate(ValueLayout.JAVA_CHAR, MOST_PORTS);
            final int count = Calls.ACTIVE.check(port.id(), list.address(), MOST_PORTS);
            for (int i = 0; i < ids.length; i++) {
                for (int j = 0; j < count; j++) {
                    if (ids[i] == list.getAtIndex(ValueLayout.JAVA_CHAR, j)) {
                        participants.set(i);
                    }
                }
            }
        }
        return participants;
    }

    /**
     * How far a member got with LACP.
     *
     * @param member its number.
     * @return null if it has no link, or the bond is none of {@link BondMode#LACP}.
     */
    public @Nullable LacpState lacp(final int member) {
        try (Arena arena = Arena.ofConfined()) {
            final long info = arena.allocate(LacpState.SIZE, Long.BYTES).address();
            return Calls.LACP.call(port.id(), ids[member], info) == 0 ? LacpState.read(info) : null;
        }
    }

    /**
     * A receive queue of a member that is not active: what arrives there stays unless somebody takes it. Valid while
     * the bond is started, and for the thread only that polls the bond's queue of that number.
     *
     * @param member its number.
     * @param queue  0 to the configured number - 1.
     * @return the queue.
     */
    public RxQueue rxQueue(final int member, final int queue) {
        return PollModeQueue.receiving(ids[member], members.get(member).entersKernel(), queue);
    }

    /** Stops everything and gives the bond back, not the members. Does nothing the second time. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        port.stop();
        if (isStarted) {
            // The driver does not take back its next look at the links, which must not find the port gone.
            LockSupport.parkNanos(MONITORED_NS);
        }
        port.close();
    }
}
