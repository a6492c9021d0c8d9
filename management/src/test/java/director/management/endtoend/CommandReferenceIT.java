/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import director.management.endtoend.Documentation.Example;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every command of tables of commands, with all its options. */
class CommandReferenceIT extends TypedCommands {
    private static final int LEAST_EXAMPLES = 22;

    @Test
    void shouldSucceedWithEveryCommandThatTalksToADirector() throws IOException {
        final List<Example> examples = Documentation.cells().stream().filter(each -> !runs(each)).toList();
        assertThat(examples).hasSizeGreaterThan(LEAST_EXAMPLES);
        typeBesideDirector(examples);
    }

    @Test
    void shouldSucceedWithTheCommandThatRunsADirector() throws IOException {
        final List<Example> examples = Documentation.cells().stream().filter(TypedCommands::runs).toList();
        assertThat(examples).isNotEmpty();
        typeAlone(examples);
    }
}
