/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModuleRulesTest {
    private static final String ROOT = "director";
    private static final String FIXTURES = "director.bench.architecture.fixture";
    private static final List<String> MODULES =
        List.of("bindings", "schedulers", "dataplane", "management", "bench");
    private static final Pattern RESTRICTED = Pattern.compile("@SuppressWarnings\\([^)]*\"restricted\"");

    /** Tests may do what they like. */
    private static final JavaClasses CODE = new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .withImportOption(location -> !location.contains("/fixture/"))
        .importPackages(ROOT);
    private static final JavaClasses WRONG = new ClassFileImporter().importPackages(FIXTURES);

    static Stream<String> names() {
        return new ModuleRules(ROOT).all().keySet().stream();
    }

    private static ArchRule rule(final String root, final String name) {
        return Objects.requireNonNull(new ModuleRules(root).all().get(name));
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldHoldOfTheDirector(final String name) {
        rule(ROOT, name).check(CODE);
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldNoticeClassesThatBreakIt(final String name) {
        assertThat(rule(FIXTURES, name).allowEmptyShould(true).evaluate(WRONG).hasViolation()).isTrue();
    }

    @Test
    void shouldSeeEveryModule() {
        for (final String module : MODULES) {
            assertThat(CODE.stream()).as(module)
                .anyMatch(type -> type.getPackageName().startsWith(ROOT + "." + module));
        }
    }

    /** The annotation is gone from class files, so sources are read. */
    @Test
    void shouldSuppressWarningsOfRestrictedMethodsInBindingsAlone() throws IOException {
        final Path project = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
        for (final String module : MODULES) {
            final boolean found = suppresses(project.resolve(module).resolve("src/main/java"));
            assertThat(found).as(module).isEqualTo(module.equals("bindings"));
        }
    }

    private static boolean suppresses(final Path sources) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            for (final Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                if (RESTRICTED.matcher(Files.readString(file)).find()) {
                    return true;
                }
            }
        }
        return false;
    }
}
