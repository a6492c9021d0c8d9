/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import director.management.health.settings.ScriptSettings;
import java.io.IOException;
import java.util.Map;

/** Runs a program. Health is its exit code 0. */
final class ScriptProbe implements Probe {
    private final ScriptSettings settings;

    ScriptProbe(final ScriptSettings settings) {
        this.settings = settings;
    }

    @Override
    public void attempt(final Target target, final Deadline deadline) throws IOException, InterruptedException {
        final Program.Result result = Program.run(settings.command(), environment(target), deadline);
        if (result.exitCode() != 0) {
            throw new ProbeException("exit code " + result.exitCode()
                + (result.output().isBlank() ? "" : ": " + result.output().strip()));
        }
    }

    @Override
    public boolean blocks() {
        return true;
    }

    private static Map<String, String> environment(final Target target) {
        return Map.of(
            "DIRECTOR_SERVICE", target.service().toString(),
            "DIRECTOR_REAL_SERVER", target.realServer().toString(),
            "DIRECTOR_CHECK_ADDRESS", target.address().toString(),
            "DIRECTOR_CHECK_PORT", Integer.toString(target.port()));
    }
}
