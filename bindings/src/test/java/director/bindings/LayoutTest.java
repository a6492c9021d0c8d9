/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares what the bindings believe about structures with what the compiler says. No class can use a number without a
 * line in the file, and every line of the file is compiled here but for what is internal, which BondTest looks at.
 */
class LayoutTest {
    @TempDir
    private Path directory;

    static Stream<String> supported() {
        return Abi.SUPPORTED.stream();
    }

    @ParameterizedTest
    @MethodSource("supported")
    void shouldAgreeWithTheInstalledHeadersOnEverySizeOffsetAndConstant(final String version) throws IOException {
        Compiler.assumeInstalled();
        final List<String> flags = new ArrayList<>(Compiler.dpdkFlags());
        final String installed = Compiler.run(List.of("pkg-config", "--modversion", "libdpdk")).trim();
        assumeTrue(installed.startsWith(version + "."), "needs the headers of DPDK " + version + ", not " + installed);
        final Abi abi = Abi.read(version);
        flags.add("-DALLOW_EXPERIMENTAL_API");
        Compiler.compile(directory, "layout", program(abi), flags);
        final Map<String, String> expected = new LinkedHashMap<>();
        abi.entries().stream().filter(LayoutTest::isNumber)
            .forEach(entry -> expected.put(entry.kind() + " " + entry.name(), Long.toUnsignedString(entry.number())));
        final Map<String, String> actual = new LinkedHashMap<>();
        Compiler.run(List.of(directory.resolve("layout").toString())).lines()
            .forEach(line -> actual.put(line.substring(0, line.lastIndexOf(' ')),
                line.substring(line.lastIndexOf(' ') + 1)));
        assertThat(expected).hasSizeGreaterThan(100);
        assertThat(actual).isEqualTo(expected);
    }

    private static boolean isNumber(final Abi.Entry entry) {
        return !List.of("header", "symbol", "optional", "internal").contains(entry.kind());
    }

    private static String program(final Abi abi) {
        final StringBuilder program = new StringBuilder(
            "#include <stdio.h>\n#include <stddef.h>\n#include <string.h>\n#include <limits.h>\n");
        abi.entries().stream().filter(entry -> entry.kind().equals("header"))
            .forEach(entry -> program.append("#include <").append(entry.name()).append(">\n"));
        program.append("int main(void) {\n");
        abi.entries().stream().filter(LayoutTest::isNumber).forEach(entry -> program.append(statement(entry)));
        return program.append("return 0; }\n").toString();
    }

    private static String statement(final Abi.Entry entry) {
        final int dot = entry.name().indexOf('.');
        final String struct = dot < 0 ? entry.name() : entry.name().substring(0, dot);
        final String member = entry.name().substring(dot + 1);
        final String expression = switch (entry.kind()) {
            case "sizeof" -> "sizeof(struct " + struct + ")";
            case "offset" -> "offsetof(struct " + struct + ", " + member + ")";
            case "constant" -> entry.name();
            case "bit" -> "bit";
            default -> throw new AssertionError(entry.kind());
        };
        final String find = "struct " + struct + " s; memset(&s, 0, sizeof s); s." + member + " = ~0;"
            + " unsigned bit = 0; while (!(((unsigned char *) &s)[bit / CHAR_BIT] >> bit % CHAR_BIT & 1)) bit++;";
        return "{ " + (entry.kind().equals("bit") ? find : "") + " printf(\"" + entry.kind() + " " + entry.name()
            + " %llu\\n\", (unsigned long long) (" + expression + ")); }\n";
    }

    @Test
    void shouldHaveALineForEveryNumberAndSymbolThatAnyClassUses() throws IOException, URISyntaxException {
        assumeTrue(Dpdk.isAvailable(), "needs DPDK " + Dpdk.supportedVersions());
        final Path classes = Path.of(Dpdk.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        final List<String> initialized = new ArrayList<>();
        try (Stream<Path> files = Files.list(classes.resolve("director/bindings"))) {
            for (final Path file : files.filter(name -> name.toString().endsWith(".class")).toList()) {
                final String name = file.getFileName().toString().replace(".class", "");
                if (!name.equals("package-info")) {
                    initialize("director.bindings." + name);
                    initialized.add(name);
                }
            }
        }
        assertThat(initialized)
            .contains("Mbuf", "EthernetPort", "Mempool", "PollModeQueue", "LcoreThread$Registration");
    }

    private static void initialize(final String name) {
        try {
            Class.forName(name);
        } catch (final ClassNotFoundException e) {
            throw new AssertionError(name, e);
        }
    }

    @Test
    void shouldRefuseANumberWithoutALine() {
        assertThatThrownBy(() -> Layout.offset("rte_mbuf.nothing"))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("dpdk-22.11.abi has no line \"offset rte_mbuf.nothing\"");
    }

    @Test
    void shouldRefuseASymbolWithoutALine() {
        assumeTrue(Dpdk.isAvailable(), "needs DPDK " + Dpdk.supportedVersions());
        assertThatThrownBy(() -> Symbols.address("rte_exit"))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("dpdk-22.11.abi has no line \"symbol rte_exit\"");
    }
}
