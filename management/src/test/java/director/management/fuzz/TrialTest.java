/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.replay.ReplayDirector;
import director.dataplane.replay.Side;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the director under test does more than drop: services of every kind answer to their samples. */
class TrialTest {
    private static final long STRANGER = 0x02FF_0000_0001L;
    /** Seed of a director that has firewall marks. */
    private static final long MARKED = 1;

    @Test
    void shouldForwardThroughEveryKindOfService() {
        try (Trial trial = new Trial(MARKED)) {
            for (final String vip : List.of("64", "65", "66", "67", "68", "6a", "6b")) {
                assertThat(trial.play(List.of(syn("0a0000" + vip)))).as(vip).isNotEmpty()
                    .allSatisfy(packet -> assertThat(packet.side()).isEqualTo(Side.REAL));
            }
            trial.finish();
            assertThat(trial.emitted()).isEqualTo(7);
        }
    }

    private static Arrival syn(final String vip) {
        final byte[] ip = Samples.all().getFirst().ip();
        Wire.put(ip, 16, HexFormat.of().parseHex(vip));
        Wire.transportChecksum(ip);
        Wire.headerChecksum(ip);
        final byte[] head = ByteBuffer.allocate(Wire.ETHERNET)
            .putLong(ReplayDirector.mac(Side.CLIENT) << 16 | STRANGER >>> 32).putInt((int) STRANGER)
            .putShort((short) 0x0800).array();
        return new Arrival(Side.CLIENT, List.of(Wire.join(head, ip)), 0);
    }
}
