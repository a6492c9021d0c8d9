/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelLinkTest {
    @Test
    void shouldKnowThatTheLoopbackInterfaceIsUp() {
        assertThat(KernelLink.isUp("lo")).isTrue();
    }

    @Test
    void shouldTakeForDownWhatDoesNotExist() {
        assertThat(KernelLink.isUp("nosuchlink")).isFalse();
        assertThat(KernelLink.isUp("a-name-of-more-than-fifteen-bytes")).isFalse();
    }

    /** Every network namespace has it. */
    @Test
    void shouldAskADriverForItsCarrier() {
        assertThat(KernelLink.hasCarrier("lo")).isEqualTo(KernelLink.isUp("lo"));
        assertThat(KernelLink.hasCarrier("nosuchlink")).isFalse();
        assertThat(KernelLink.hasCarrier("a-name-of-more-than-fifteen-bytes")).isFalse();
    }
}
