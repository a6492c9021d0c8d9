/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4AddressTest {
    @ParameterizedTest
    @CsvSource({"10.0.0.1, 0a000001", "255.255.255.255, ffffffff", "0.0.0.0, 00000000", "192.168.1.20, c0a80114"})
    void shouldKeepOctetsInHostOrder(final String text, final String hex) {
        assertThat(Ipv4Address.parse(text)).isEqualTo(new Ipv4Address(Integer.parseUnsignedInt(hex, 16)))
            .hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "10.0.0", "10.0.0.1.2", "10.0.0.256", "10.0.0.01", "10.0.0.", "10.0.0.-1",
        "10.0.0.1 ", "10.0.0.1000", "a.b.c.d", "::1", "10.0.0.\u0661"})
    void shouldRefuseWhatIsNotFourOctets(final String text) {
        assertThatThrownBy(() -> Ipv4Address.parse(text)).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("\"" + text + "\" is not an IPv4 address such as 10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1, true", "0.1.2.3, false", "127.0.0.1, false", "223.255.255.255, true", "224.0.0.1, false",
        "255.255.255.255, false"})
    void shouldTellWhatAHostCanHave(final String text, final boolean unicast) {
        assertThat(Ipv4Address.parse(text).isUnicast()).isEqualTo(unicast);
    }

    @ParameterizedTest
    @CsvSource({"10.2.0.0/16, 10.2.255.255, true", "10.2.0.0/16, 10.3.0.0, false", "0.0.0.0/0, 200.1.2.3, true",
        "10.0.0.7/32, 10.0.0.7, true", "10.0.0.7/32, 10.0.0.6, false", "128.0.0.0/1, 200.0.0.1, true"})
    void shouldTellWhatAPrefixContains(final String prefix, final String address, final boolean contained) {
        assertThat(Ipv4Prefix.parse(prefix).contains(Ipv4Address.parse(address))).isEqualTo(contained);
    }

    @Test
    void shouldFindThePrefixOfAnInterfaceAddress() {
        assertThat(InterfaceAddress.parse("10.0.5.254/20").prefix()).hasToString("10.0.0.0/20");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.1/24"})
    void shouldRefuseWhatIsNotAPrefix(final String text) {
        assertThatThrownBy(() -> Ipv4Prefix.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
