/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.dataplane.header.Ipv4;
import director.dataplane.time.Ticks;

/**
 * Chooses what goes when memory is short, by the rules of IPVS's {@code drop_entry}: half-open connections at once; of
 * those idle for a minute that had at most eight packets, one in as many as they had packets; templates that never got
 * a connection established. What controls others stays.
 */
final class RandomDrop {
    private static final int IDLE_SECONDS = 60;
    private static final int MOST_PACKETS = 8;
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private final Records records;
    private final int[] untilDrop = new int[MOST_PACKETS + 1];
    private final int idleTicks = Ticks.ceil(IDLE_SECONDS);
    private long random;
    private int number = Records.first();

    RandomDrop(final Records records, final long seed) {
        this.records = records;
        this.random = seed;
        for (int packets = 0; packets <= MOST_PACKETS; packets++) {
            untilDrop[packets] = packets;
        }
    }

    /** Chooses where to look. */
    void begin() {
        random += MULTIPLIER;
        final long mixed = (random ^ (random >>> 29)) * MULTIPLIER;
        final int lines = records.touched() - Records.first();
        final int line = Records.first() + (int) (((mixed >>> Integer.SIZE) * lines) >>> Integer.SIZE);
        number = lines == 0 ? line : records.atOrBefore(line);
    }

    /** Looks at one more record. Answers its address if it is to go, otherwise 0. */
    long next(final int nowTick) {
        if (records.touched() == Records.first()) {
            return 0;
        }
        final long record = records.address(number);
        number = records.after(number);
        if (number >= records.touched()) {
            number = Records.first();
        }
        final boolean here =
            (Bookkeeping.life(record) & (Bookkeeping.LIVE | Bookkeeping.LEAVING)) == Bookkeeping.LIVE;
        return here && LongRecord.controlled(record) == 0 && goes(record, nowTick) ? record : 0;
    }

    private boolean goes(final long record, final int nowTick) {
        if (Connection.isTemplate(record)) {
            return !TemplateState.isAssured(record);
        }
        final int state = Connection.state(record);
        return switch (Connection.protocol(record)) {
            case Ipv4.TCP -> state == TcpState.SYN_RECV.id() || state == TcpState.SYNACK.id()
                || (state == TcpState.ESTABLISHED.id() && isHardlyUsed(record, nowTick));
            case Timeouts.SCTP -> state == SctpState.INIT1.id() || state == SctpState.INIT.id()
                || (state == SctpState.ESTABLISHED.id() && isHardlyUsed(record, nowTick));
            default -> isHardlyUsed(record, nowTick);
        };
    }

    private boolean isHardlyUsed(final long record, final int nowTick) {
        final int packets = Connection.packets(record);
        if (nowTick - Bookkeeping.lastUsed(record) < idleTicks || packets < 1 || packets > MOST_PACKETS) {
            return false;
        }
        untilDrop[packets]--;
        if (untilDrop[packets] > 0) {
            return false;
        }
        untilDrop[packets] = packets;
        return true;
    }
}
