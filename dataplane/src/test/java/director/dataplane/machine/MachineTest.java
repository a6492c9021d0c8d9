/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    @TempDir
    Path root = Path.of("");

    @Test
    void shouldReadInterfaces() {
        final Machine machine = new FakeMachine(root).interfaces("lo", "veth1", "enp3s0").machine();
        assertThat(machine.interfaces()).containsExactly("enp3s0", "lo", "veth1");
    }

    @Test
    void shouldReadListsOfCores() {
        final Machine machine = new FakeMachine(root).cores("0-2,5,8-9").process("0", "1,5").machine();
        assertThat(machine.onlineCores()).containsExactly(0, 1, 2, 5, 8, 9);
        assertThat(machine.allowedCores()).containsExactly(1, 5);
    }

    @Test
    void shouldReadCapabilitiesBitByBit() {
        final Machine raw = new FakeMachine(root).process("0000000000002000", "0").machine();
        assertThat(raw.has(Capability.CAP_NET_RAW)).isTrue();
        assertThat(raw.has(Capability.CAP_NET_ADMIN)).isFalse();
        assertThat(raw.has(Capability.CAP_SYS_ADMIN)).isFalse();
    }

    @Test
    void shouldAddFreeHugePagesOfAllSizes() {
        final Machine machine = new FakeMachine(root).hugePages(2_048, 10, 3).freeHugePages(1_048_576, 2).machine();
        assertThat(machine.freeHugeMegabytes()).isEqualTo(2_048 + 6);
    }

    @Test
    void shouldFindNothingOnAKernelWithoutHugePages() {
        assertThat(new Machine(root).freeHugeMegabytes()).isZero();
        assertThat(new Machine(root).defaultHugePageKibibytes()).isZero();
    }

    @Test
    void shouldReadTheMachineOfThisTest() throws IOException {
        final Machine machine = Machine.local();
        assertThat(machine.interfaces()).contains("lo");
        assertThat(machine.onlineCores()).containsAll(machine.allowedCores()).isNotEmpty();
        assertThat(machine.has(Capability.CAP_NET_RAW)).isEqualTo(
            (Long.parseUnsignedLong(effectiveCapabilities(), 16) & 1 << 13) != 0);
    }

    private static String effectiveCapabilities() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("CapEff:")).findFirst().orElseThrow().split("\\s+", 2)[1];
    }
}
