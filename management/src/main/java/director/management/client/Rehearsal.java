/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Runs the {@link IpvsadmClient} against a made-up director, so that the JVM can note what a run loads: the build makes
 * the archive of that which lets later runs start quickly.
 */
public final class Rehearsal {
    private static final String ANSWER =
        "{\"out\":\"IP Virtual Server version 1.2.1 (size=4096)\\n\\u0041\",\"err\":\"\",\"rc\":0}";

    private Rehearsal() {
    }

    /**
     * Lists, changes, restores and fails to connect.
     *
     * @param arguments none.
     * @throws IOException           if the made-up director cannot be made.
     * @throws IllegalStateException if a run did not go as it should.
     */
    public static void main(final String[] arguments) throws IOException {
        int failures = 0;
        try (MadeUpDirector director = new MadeUpDirector(_ -> ANSWER)) {
            final Path socket = director.socket();
            failures += run(socket.resolveSibling("nobody.sock"), "-Ln") == 0 ? 1 : 0;
            failures += run(socket, "-L", "-n") + run(socket, "-A", "-t", "10.0.0.1:80") + run(socket, "-R");
        }
        SocketPath.find();
        if (failures != 0) {
            throw new IllegalStateException("the rehearsal failed " + failures + " times");
        }
    }

    private static int run(final Path socket, final String... arguments) {
        return new IpvsadmClient(socket, new ByteArrayInputStream(new byte[0]), OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream()).run(arguments);
    }
}
