/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.support;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JVMs that run as this one does: same Java, same flags, same class path and module path. From any thread. */
public final class ChildJvm {
    private ChildJvm() {
    }

    /**
     * The flags of this JVM, agents excepted: they measure or watch the parent, and cost a child its speed.
     *
     * @return as on the command line, module path included, class path not.
     */
    public static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> !flag.startsWith("-javaagent:") && !flag.startsWith("-agentlib:"))
            .toList();
    }

    /**
     * How to start a class of this program.
     *
     * @param main      has a main method.
     * @param arguments for it.
     * @return the command.
     */
    public static List<String> command(final Class<?> main, final List<String> arguments) {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }
}
