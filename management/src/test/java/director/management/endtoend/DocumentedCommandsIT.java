/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import director.management.endtoend.Documentation.Example;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every block of shell commands of every page. */
class DocumentedCommandsIT extends TypedCommands {
    private static final int LEAST_EXAMPLES = 24;

    @Test
    void shouldSucceedWithEveryCommandThatTalksToADirector() throws IOException {
        final List<Example> examples = Documentation.blocks().stream().filter(each -> !runs(each)).toList();
        assertThat(examples).hasSizeGreaterThan(LEAST_EXAMPLES);
        typeBesideDirector(examples);
    }

    @Test
    void shouldSucceedWithEveryCommandThatRunsADirector() throws IOException {
        final List<Example> examples = Documentation.blocks().stream().filter(TypedCommands::runs).toList();
        assertThat(examples).hasSizeGreaterThan(2);
        typeAlone(examples);
    }
}
