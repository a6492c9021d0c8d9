/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.10-203.0.113.13, 203.0.113.10-203.0.113.13, 4", "203.0.113.8-203.0.113.11, 203.0.113.8/30, 4",
        "203.0.113.7, 203.0.113.7, 1", "203.0.113.7-203.0.113.7, 203.0.113.7, 1", "10.0.0.255-10.0.1.0, "
            + "10.0.0.255-10.0.1.0, 2", "fd00::200/126, fd00::200/126, 4", "fd00::1-fd00::2, fd00::1-fd00::2, 2"})
    void shouldReadAndWriteWhatPeopleWrite(final String text, final String written, final int count) {
        final AddressRange range = AddressRange.parse(text);
        assertThat(range).hasToString(written).isEqualTo(AddressRange.parse(written));
        assertThat(range.addresses()).hasSize(count).startsWith(range.first()).endsWith(range.last())
            .doesNotHaveDuplicates();
        assertThat(range.hasAtMost(count)).isTrue();
        assertThat(range.hasAtMost(count - 1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.2-10.0.0.1", "10.0.0.1-fd00::1", "fd00:0:0:1::1-fd00::2", "10.0.0.1-", "-10.0.0.1", "x"})
    void shouldRefuseWhatIsNoRange(final String text) {
        assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldKnowRangesThatNobodyCounts() {
        final AddressRange all = AddressRange.parse("::/0");
        assertThat(all).hasToString("::/0");
        assertThat(all.hasAtMost(65_536)).isFalse();
        assertThatThrownBy(all::addresses).isInstanceOf(IllegalStateException.class);
    }
}
