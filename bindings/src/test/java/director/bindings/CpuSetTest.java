/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuSetTest {
    @Test
    void shouldReadWhatTheKernelWrites() {
        assertThat(CpuSet.format(CpuSet.parse("0-2,8,10-11"))).isEqualTo("0,1,2,8,10,11");
        assertThat(CpuSet.format(CpuSet.parse("5"))).isEqualTo("5");
    }
}
