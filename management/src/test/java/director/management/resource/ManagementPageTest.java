/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs every command of the page, in its order. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ManagementPageTest {
    private static final Path PAGE = Path.of("../docs/management.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```");
    private static final String SOCKET = "/run/director/director.sock";
    private static final int LEAST_BLOCKS = 7;

    @TempDir
    Path directory = Path.of("");

    @Test
    void shouldSucceedWithEveryCommandOfThePage() throws Exception {
        assumeTrue(new ProcessBuilder("sh", "-c", "command -v curl").start().waitFor() == 0, "needs curl");
        final List<String> blocks = BLOCK.matcher(Files.readString(PAGE)).results()
            .map((MatchResult block) -> block.group(1)).toList();
        assertThat(blocks).hasSizeGreaterThan(LEAST_BLOCKS).allMatch(block -> block.contains(SOCKET));
        try (SocketFixture fixture = new SocketFixture(directory)) {
            for (final String block : blocks) {
                run(block.replace(SOCKET, fixture.file.toString()));
            }
            assertThat(fixture.store.configuration().packets().timeouts().tcpSeconds()).isEqualTo(600);
            assertThat(fixture.store.configuration().services()).isEmpty();
        }
    }

    private void run(final String block) throws IOException, InterruptedException {
        final Process shell = new ProcessBuilder("sh", "-e", "-c", block).directory(directory.toFile())
            .redirectErrorStream(true).start();
        final String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(block + output).isZero();
    }
}
