/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapFileTest {
    @Test
    void shouldWriteOneRecordForEachFlow(@TempDir final Path directory) throws IOException {
        final Traffic traffic = new Traffic(new Case("nat", 4, "tcp", 3, Case.ESTABLISHED, 1, 2));
        final Path file = directory.resolve("input.pcap");
        PcapFile.write(file, 3, traffic::replayed);
        final byte[] bytes = Files.readAllBytes(file);
        final ByteBuffer header = ByteBuffer.wrap(bytes);
        assertThat(bytes).hasSize(24 + 3 * (16 + 60));
        assertThat(header.getInt(0)).isEqualTo(0xA1B2_C3D4);
        assertThat(header.getInt(4)).isEqualTo(0x0002_0004);
        assertThat(header.getInt(20)).isEqualTo(1);
        for (int record = 0; record < 3; record++) {
            final int at = 24 + record * 76;
            assertThat(header.getInt(at + 8)).isEqualTo(60);
            assertThat(header.getInt(at + 12)).isEqualTo(60);
            assertThat(Arrays.copyOfRange(bytes, at + 16, at + 76)).isEqualTo(traffic.replayed(record));
        }
    }
}
