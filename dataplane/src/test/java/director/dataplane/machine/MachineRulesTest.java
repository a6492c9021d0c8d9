/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.machine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.HugePages;
import director.dataplane.configuration.IdleMode;
import director.dataplane.configuration.MemorySettings;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.SubInterface;
import director.dataplane.configuration.WorkerSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineRulesTest {
    @TempDir
    Path root = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private FakeMachine fake;

    @BeforeEach
    void writeMachine() {
        fake = new FakeMachine(root);
    }

    @Test
    void shouldAcceptAMachineThatHasEverything() {
        assertThatCode(() -> check(1, "dc0", Pmd.AF_PACKET)).doesNotThrowAnyException();
    }

    @Test
    void shouldNameTheCoresThatExist() {
        assertThatThrownBy(() -> check(7, "dc0", Pmd.AF_PACKET)).isInstanceOf(UnavailableException.class)
            .hasMessage("workers.cores[0]=7 is not a core of this machine: use one of 0, 1");
    }

    @Test
    void shouldNameTheCoresThatAProcessMayUse() {
        fake.cores("0-3").process("1fffffeffff", "0,2");
        assertThatThrownBy(() -> check(1, "dc0", Pmd.AF_PACKET)).isInstanceOf(UnavailableException.class)
            .hasMessageContaining("workers.cores[0]=1 is not a core that this process may use")
            .hasMessageContaining("use one of 0, 2");
    }

    @Test
    void shouldNameTheInterfacesThatExist() {
        assertThatThrownBy(() -> check(1, "dc9", Pmd.AF_PACKET)).isInstanceOf(UnavailableException.class).hasMessage(
            "ports[0].interface=dc9 is not an interface of this network namespace: use one of dc0, eth0, lo");
    }

    @Test
    void shouldTellOfEverythingThatIsMissing() {
        assertThatThrownBy(() -> check(9, "dc9", Pmd.AF_PACKET))
            .hasMessageContainingAll("workers.cores[0]=9", "ports[0].interface=dc9");
    }

    @Test
    void shouldAskForTheCapabilitiesOfPacketSockets() {
        fake.process("0000000000000000", "0-1");
        assertThatThrownBy(() -> check(1, "dc0", Pmd.AF_PACKET)).isInstanceOf(PrivilegeException.class)
            .hasMessage("ports[0].interface=dc0 needs CAP_NET_RAW and CAP_NET_ADMIN: "
                + "run as root, or give the service these capabilities");
    }

    @Test
    void shouldAskForMoreWhenXdpProgramsAreLoaded() {
        fake.process("0000000000003000", "0-1");
        assertThatCode(() -> check(1, "dc0", Pmd.AF_PACKET)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(1, "dc0", Pmd.AF_XDP)).isInstanceOf(PrivilegeException.class)
            .hasMessageContaining("needs CAP_SYS_ADMIN:");
    }

    @Test
    void shouldAskForNoInterfaceOfAVlan() {
        final PortSettings port = new PortSettings("front", null, "dc0", Pmd.AF_PACKET, List.of(), null, null,
            List.of(), 1_500, 1_024, 1_024, false);
        assertThatCode(() -> check(1, port, PortSettings.vlan(
            "v", new SubInterface("front", 5, 0), List.of(), null, null, List.of(), 1_500)))
            .doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseWhenRequiredHugePagesAreTooFew() {
        fake.hugePages(2_048, 300, 100);
        assertThatThrownBy(() -> check(1, "dc0", Pmd.AF_PACKET)).isInstanceOf(UnavailableException.class)
            .hasMessageContaining("memory.megabytes=512 is more than the 200 MiB of free huge pages")
            .hasMessageContaining("sysctl -w vm.nr_hugepages=456");
    }

    private void check(final int core, final String interfaceName, final Pmd pmd) {
        final PortSettings port = new PortSettings("client", null, interfaceName, pmd, List.of(), null, null, List.of(),
            1_500, 1_024, 1_024, false);
        check(core, port);
    }

    private void check(final int core, final PortSettings... ports) {
        new MachineRules(new DirectorConfiguration(new MemorySettings(HugePages.REQUIRED, 512, 16_384, 1_000),
            List.of(ports), new WorkerSettings(List.of(core), 32, IdleMode.BACKOFF), List.of()),
            fake.machine()).check();
    }
}
