/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.clientaddress;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import director.dataplane.address.IpAddress;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FullNat;
import director.dataplane.connection.LongRecord;
import director.dataplane.connection.ProxyState;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers of the PROXY protocol, to the byte. */
class ProxyHeaderTest {
    private static final int GUARD = 0x5A;
    private final long record = NativeMemory.allocate(LongRecord.BYTES, LongRecord.BYTES);
    private final long memory = NativeMemory.allocate(256, Long.BYTES);

    @AfterEach
    void free() {
        NativeMemory.free(record);
        NativeMemory.free(memory);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0.0.0.1 | 1 | 10.0.0.100 | 80 | PROXY TCP4 0.0.0.1 10.0.0.100 1 80",
        "255.255.255.255 | 65535 | 9.10.99.100 | 10000 | PROXY TCP4 255.255.255.255 9.10.99.100 65535 10000",
        "2001:db8::7 | 40000 | fd00::100 | 443 | PROXY TCP6 2001:db8:0:0:0:0:0:7 fd00:0:0:0:0:0:0:100 40000 443",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff | 65535 | eeee:dddd:cccc:bbbb:aaaa:9999:8888:7777 | 65534 "
            + "| PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
            + "eeee:dddd:cccc:bbbb:aaaa:9999:8888:7777 65535 65534",
    })
    void shouldWriteVersion1AsALine(
        final String client, final int clientPort, final String service, final int port, final String line) {
        assertThat(new String(header(ProxyState.VERSION_1, client, clientPort, service, port),
            StandardCharsets.US_ASCII)).isEqualTo(line + "\r\n");
    }

    @Test
    void shouldWriteVersion2AsItIsSpecified() {
        assertThat(HexFormat.of().formatHex(header(ProxyState.VERSION_2, "192.0.2.1", 40_000, "10.0.0.100", 80)))
            .isEqualTo("0d0a0d0a000d0a515549540a2111000cc00002010a0000649c400050");
        assertThat(HexFormat.of().formatHex(header(ProxyState.VERSION_2, "2001:db8::7", 40_000, "fd00::100", 443)))
            .isEqualTo("0d0a0d0a000d0a515549540a21210024"
                + "20010db8000000000000000000000007fd0000000000000000000000000001009c4001bb");
    }

    @Test
    void shouldWriteAddressesThatReadersUnderstand() throws UnknownHostException {
        final SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 5_000; i++) {
            final byte[] client = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(client);
            for (int j = random.nextInt(client.length); j > 0; j--) {
                client[random.nextInt(client.length)] = 0;
            }
            client[0] = (byte) (client[0] | 1);
            final String text = InetAddress.getByAddress(client).getHostAddress();
            final int port = random.nextInt(1, 65_536);
            final String[] words = new String(header(ProxyState.VERSION_1, text, port,
                client.length == 4 ? "10.0.0.100" : "fd00::1", 80), StandardCharsets.US_ASCII).split(" ", -1);
            assertThat(InetAddress.getByName(words[2]).getAddress()).isEqualTo(client);
            assertThat(words[4]).isEqualTo(String.valueOf(port));
        }
    }

    private byte[] header(
        final int version, final String client, final int clientPort, final String service, final int port) {
        NativeMemory.zero(record, LongRecord.BYTES);
        final IpAddress from = IpAddress.parse(client);
        final IpAddress to = IpAddress.parse(service);
        Connection.client(record, from.wireHigh(), from.wireLow());
        Connection.virtual(record, to.wireHigh(), to.wireLow());
        Connection.clientPort(record, Short.toUnsignedInt(Short.reverseBytes((short) clientPort)));
        Connection.virtualPort(record, Short.toUnsignedInt(Short.reverseBytes((short) port)));
        Connection.flags(record, FullNat.FLAG);
        final int length = ProxyHeader.length(record, version);
        ProxyState.begin(record, version, length, 1);
        final byte[] guarded = new byte[ProxyHeader.MAX_LENGTH + 8];
        Arrays.fill(guarded, (byte) GUARD);
        NativeMemory.bytes(memory, guarded);
        ProxyHeader.write(memory, record);
        final ByteBuffer written = ByteBuffer.wrap(NativeMemory.bytes(memory, guarded.length));
        assertThat(length).isLessThanOrEqualTo(ProxyHeader.MAX_LENGTH);
        for (int i = length; i < guarded.length; i++) {
            assertThat(written.get(i)).isEqualTo((byte) GUARD);
        }
        return Arrays.copyOf(written.array(), length);
    }
}
