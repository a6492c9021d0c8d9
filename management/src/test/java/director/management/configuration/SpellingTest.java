/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    private static final List<String> KEYS =
        List.of("address", "addresses", "port", "weight", "rxDescriptors", "txDescriptors", "to");

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "adress, address", "addressess, addresses", "wieght, weight", "rx_descriptors, rxDescriptors",
        "txdescriptors, txDescriptors", "prot, port", "ports, port", "t, to", "interface, -", "xyz, -"})
    void shouldGuessWhatIsNear(final String written, final String meant) {
        assertThat(Spelling.nearest(written, KEYS)).isEqualTo(meant);
    }
}
