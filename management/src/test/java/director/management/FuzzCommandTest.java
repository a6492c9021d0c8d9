/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class FuzzCommandTest {
    private final StringWriter out = new StringWriter();

    @Test
    void shouldSayHowManyPacketsArrivedAndWhyTheyWereDropped() {
        assertThat(execute("--packets", "1000", "--seed", "5")).isZero();
        assertThat(out.toString())
            .containsPattern("(?m)^[0-9,]+ packets in [0-9,]+ s, [0-9,]+ a second; "
                + "[0-9,]+ sent, [0-9,]+ on the fast path$")
            .containsPattern("(?m)^dropped for: \\[.*IPV4_MALFORMED.*\\]$");
    }

    @Test
    void shouldRefuseWhatIsNoNumber() {
        assertThat(execute("--packets", "many")).isEqualTo(64);
    }

    private int execute(final String... arguments) {
        final String[] all = new String[arguments.length + 1];
        all[0] = "fuzz";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return DirectorCommand.commandLine(Surroundings.real(new StopSignal()))
            .setOut(new PrintWriter(out)).setErr(new PrintWriter(out)).execute(all);
    }
}
