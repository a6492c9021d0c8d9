/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frames that devices deliver and hardly anybody thinks of. */
class OddFramesTest {
    /** To the client port, from somebody. */
    private static final String ETHERNET = "02ff0000010002ff00000001";

    private final ReplayDirector director = new ReplayDirector();

    @AfterEach
    void close() {
        assertThat(director.waiting()).as("packets without a fate").isZero();
        assertThat(director.mbufsInUse()).as("mbufs that were lost").isZero();
        director.close();
    }

    @Test
    void shouldCountOneFateOfAFragmentThatArrivesInTwoSegments() {
        director.arrive(Side.CLIENT, List.of(
            bytes(ETHERNET + "86dd" + "6000000000102c40" + "fd000000000000000000000000000011"
                + "fd000000000000000000000000000100" + "1100000100000022"),
            bytes("0fa7003500100000")));
        director.settle();
        assertThat(director.takeEmitted()).isEmpty();
        assertThat(director.waiting()).isZero();
    }

    private static byte[] bytes(final String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
