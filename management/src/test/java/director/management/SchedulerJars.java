/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import static org.assertj.core.api.Assertions.assertThat;

import director.schedulers.SchedulerRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/** Builds jars of schedulers: that of docs/writing-a-scheduler.md, from the text of the page, and others. */
public final class SchedulerJars {
    static final Path PAGE = Path.of("..", "docs", "writing-a-scheduler.md");
    static final String SERVICE_FILE = "META-INF/services/director.schedulers.Scheduler";

    private SchedulerJars() {
    }

    /** The scheduler of the page. */
    public static void buildGuide(final Path work, final Path jar) throws IOException {
        final String page = Files.readString(PAGE);
        build(work, jar, "example/RendezvousScheduler.java", block(page, "java"), block(page, "text"));
    }

    static void build(
        final Path work, final Path jar, final String source, final String code, final String providers)
        throws IOException {
        final Path file = work.resolve("src").resolve(source);
        final Path classes = work.resolve("classes");
        Files.createDirectories(file.getParent());
        Files.writeString(file, code);
        final String schedulers = Path.of(
            SchedulerRegistry.class.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
        run("javac", "--class-path", schedulers, "-d", classes.toString(), file.toString());
        if (!providers.isEmpty()) {
            Files.createDirectories(classes.resolve(SERVICE_FILE).getParent());
            Files.writeString(classes.resolve(SERVICE_FILE), providers);
        }
        run("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
    }

    /** The first block of a language. */
    static String block(final String page, final String language) {
        final Matcher matcher = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(matcher.find()).as("a block of %s", language).isTrue();
        return matcher.group(1);
    }

    private static void run(final String tool, final String... arguments) {
        final StringWriter said = new StringWriter();
        final PrintWriter writer = new PrintWriter(said, true);
        final int exitCode = ToolProvider.findFirst(tool).orElseThrow().run(writer, writer, arguments);
        assertThat(exitCode).as(said.toString()).isZero();
    }
}
