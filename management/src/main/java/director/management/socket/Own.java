/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The user and the group of this process. */
final class Own {
    private static final Path PROCESS = Path.of("/proc/self");

    private Own() {
    }

    static int user() throws IOException {
        return (int) Files.getAttribute(PROCESS, "unix:uid");
    }

    static int group() throws IOException {
        return (int) Files.getAttribute(PROCESS, "unix:gid");
    }
}
