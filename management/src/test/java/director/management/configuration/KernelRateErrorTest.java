/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.configuration.HostSettings;
import director.management.health.settings.HealthSettings;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read and refused of how much the kernel gets by each port. */
class KernelRateErrorTest {
    private static final String KERNEL = "host: {refusals: kernel, kernelRate: 500}";

    @Test
    void shouldReadTheNumbersOfPortsAndVlansThatHaveOne() {
        final ConfigurationFile file = read("", ", kernelRate: 1", ", kernelRate: 10000000", KERNEL);
        final HostSettings host = file.configuration().packets().host();
        assertThat(host.portRates()).isEqualTo(Map.of(1, 1, 2, 10_000_000));
        assertThat(host.kernelRate(0)).as("as all").isEqualTo(500);
        assertThat(host.kernelRate(2)).isEqualTo(10_000_000);
        assertThat(ConfigurationFile.parse("f", ConfigurationWriter.yaml(file.configuration(), HealthSettings.NONE),
            Set.of("rr")).configuration()).as("written and read again").isEqualTo(file.configuration());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0 | 4:50: ports[0].kernelRate=0 is less than 1: give 1 to 10000000",
        "-1 | 4:50: ports[0].kernelRate=-1 is less than 1: give 1 to 10000000",
        "10000001 | 4:50: ports[0].kernelRate=10000001 is more than 10000000: give 1 to 10000000",
        "fast | 4:50: ports[0].kernelRate=fast is a text, not a whole number: write digits without quotes"})
    void shouldSayWhatIsWrong(final String rate, final String problem) {
        assertThatThrownBy(() -> read(", kernelRate: " + rate, "", "", KERNEL)).hasMessage("f:" + problem);
    }

    @Test
    void shouldSayThatTheKernelGetsNothing() {
        assertThatThrownBy(() -> read("", "", ", kernelRate: 5", "host: {refusals: drop}")).hasMessage(
            "f:6:56: ports[2].kernelRate=5 has no effect: the kernel gets no packets: "
                + "say kernel in a setting of host, or remove it");
    }

    private static ConfigurationFile read(
        final String front, final String back, final String vlan, final String host) {
        return ConfigurationFile.parse("f", """
            version: 1
            workers: {cores: [1]}
            ports:
              - {name: front, device: net_null0%s}
              - {name: back, device: net_null1%s}
              - {name: v100, parent: front, vlan: 100%s}
            %s
            """.formatted(front, back, vlan, host), Set.of("rr"));
    }
}
