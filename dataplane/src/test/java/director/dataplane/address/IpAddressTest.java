/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({"10.0.0.1, 0a000001", "255.255.255.255, ffffffff", "0.0.0.0, 00000000", "192.168.1.20, c0a80114"})
    void shouldKeepOctetsInHostOrder(final String text, final String hex) {
        assertThat(IpAddress.parse(text)).isEqualTo(IpAddress.ipv4(Integer.parseUnsignedInt(hex, 16)))
            .hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "10.0.0", "10.0.0.1.2", "10.0.0.256", "10.0.0.01", "10.0.0.", "10.0.0.-1",
        "10.0.0.1 ", "10.0.0.1000", "a.b.c.d", "::1::", "fd00::12345", "10.0.0.\u0661"})
    void shouldRefuseWhatIsNotFourOctets(final String text) {
        assertThatThrownBy(() -> IpAddress.parse(text)).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("\"" + text + "\" is not an IP address such as 10.0.0.1 or fd00::1");
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1, true", "0.1.2.3, false", "127.0.0.1, false", "223.255.255.255, true", "224.0.0.1, false",
        "255.255.255.255, false"})
    void shouldTellWhatAHostCanHave(final String text, final boolean unicast) {
        assertThat(IpAddress.parse(text).isUnicast()).isEqualTo(unicast);
    }

    @ParameterizedTest
    @CsvSource({"10.2.0.0/16, 10.2.255.255, true", "10.2.0.0/16, 10.3.0.0, false", "0.0.0.0/0, 200.1.2.3, true",
        "10.0.0.7/32, 10.0.0.7, true", "10.0.0.7/32, 10.0.0.6, false", "128.0.0.0/1, 200.0.0.1, true"})
    void shouldTellWhatAPrefixContains(final String prefix, final String address, final boolean contained) {
        assertThat(IpPrefix.parse(prefix).contains(IpAddress.parse(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @CsvSource({"10.0.5.254, 20, 10.0.0.0/20", "fd00::1:2:3:4, 64, fd00::/64", "fd00:1::5, 24, fd00::/24",
        "fd00::ffff, 120, fd00::ff00/120", "10.1.2.3, 0, 0.0.0.0/0", "fd00::1, 0, ::/0"})
    void shouldFindThePrefixOfAnAddress(final String address, final int length, final String prefix) {
        assertThat(IpPrefix.of(IpAddress.parse(address), length)).hasToString(prefix);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0/8, 10.9.9.9, true", "10.0.0.0/8, 11.9.9.9, false", "0.0.0.0/0, fd00::1, false",
        "fd00::/64, fd00::ffff, true", "fd00::/64, fd00:0:0:1::, false", "fd00::1:0/112, fd00::1:ffff, true",
        "fd00::1:0/112, fd00::2:0, false", "10.0.0.7/32, 10.0.0.7, true"})
    void shouldMatchWordsOfPacketsAsItMatchesAddresses(
        final String prefix, final String address, final boolean contained) {
        final IpPrefix set = IpPrefix.parse(prefix);
        final IpAddress candidate = IpAddress.parse(address);
        assertThat(set.contains(candidate)).isEqualTo(contained);
        assertThat((candidate.wireHigh() & set.wireMaskHigh()) == set.address().wireHigh()
            && (candidate.wireLow() & set.wireMaskLow()) == set.address().wireLow()).isEqualTo(contained);
        assertThat(IpAddress.ofWire(candidate.wireHigh(), candidate.wireLow())).isEqualTo(candidate);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/", "fd00::/129", "fd00::1/64", "10.0.0.0/33",
        "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.1/24"})
    void shouldRefuseWhatIsNotAPrefix(final String text) {
        assertThatThrownBy(() -> IpPrefix.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
