/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressReaderTest {
    @ParameterizedTest
    @CsvSource({"10.1, 10.0.0.1", "0x0a000001, 10.0.0.1", "010.1.1.1, 8.1.1.1", "33, 0.0.0.33", "1.2.3.4 x, 1.2.3.4",
        "::, ::", "::1, ::1", "1::, 1::", "0:0:1::, 0:0:1::", "1:0:0:2:0:0:0:3, 1:0:0:2::3", "FD00::00aB, fd00::ab",
        "::ffff:1.2.3.4, ::ffff:1.2.3.4", "::1.2.3.4, ::1.2.3.4", "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304", "1:0:3:4:5:6:7:8, 1:0:3:4:5:6:7:8",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8"})
    void shouldReadAndWriteAddressesAsTheCLibrary(final String text, final String written) {
        assertThat(AddressReader.parse(text)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "1.2.3.4.5", "256.1.1.1", "1.16777216", "4294967296", "08.1.1.1", "0x", "1.", "a",
        ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "::g", "1.2.3.4::",
        "::1.2.3", "::01.2.3.4",
        "1:2:3:4:5:6:7:1.2.3.4", ":1::2", "1:", "::1:"})
    void shouldRefuseWhatIsNoAddress(final String text) {
        assertThat(AddressReader.parse(text)).isNull();
    }
}
