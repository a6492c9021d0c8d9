/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.environment;

import director.bench.support.ChildJvm;
import director.bindings.Dpdk;
import director.bindings.DpdkUnavailableException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What figures depend on.
 *
 * @param facts by name, in an order for people: texts, numbers, and lists and maps of texts.
 */
public record Environment(Map<String, Object> facts) {
    private static final Pattern FIRST_PROGRAM = Pattern.compile("(rd)?init=");
    private static final String COMPILE_COMMAND = "-XX:CompileCommand";
    private static final Pattern MODULE_PATH = Pattern.compile("^(--module-path=).*/(dist/lib)$");
    private static final Path ROOT = Path.of("/");

    /** Keeps the facts in their order. */
    public Environment {
        facts = new LinkedHashMap<>(facts);
    }

    /**
     * This machine, now.
     *
     * @return its facts.
     */
    public static Environment current() {
        return of(new SystemFiles(ROOT));
    }

    static Environment of(final SystemFiles files) {
        final Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("host", host());
        facts.put("cpu", files.value("proc/cpuinfo", "model name"));
        facts.put("cpuMHz", files.value("proc/cpuinfo", "cpu MHz"));
        facts.put("caches", files.caches());
        facts.put("cores", Runtime.getRuntime().availableProcessors());
        facts.put("hypervisor", hypervisor(files));
        facts.put("governor", files.governor());
        facts.put("mitigations", files.mitigations());
        facts.put("memoryMb", files.megabytes("MemTotal"));
        facts.put("hugePagesMb", files.megabytes("Hugetlb"));
        facts.put("transparentHugePages", files.text("sys/kernel/mm/transparent_hugepage/enabled", "none"));
        facts.put("kernel", String.valueOf(System.getProperty("os.version")));
        facts.put("kernelCommandLine", kernelCommandLine(files));
        facts.put("loadAverage", files.text("proc/loadavg", SystemFiles.UNKNOWN));
        facts.put("jdk", System.getProperty("java.vm.name") + " " + Runtime.version());
        facts.put("jvmFlags", withoutPlaces(ChildJvm.flags()));
        facts.put("dpdk", dpdk());
        facts.put("revision", Revision.of(Path.of("").toAbsolutePath()));
        return new Environment(facts);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (final UnknownHostException e) {
            return "localhost";
        }
    }

    /** A virtual machine knows it from a flag of its processor. */
    private static boolean hypervisor(final SystemFiles files) {
        return List.of(files.value("proc/cpuinfo", "flags").split(" ")).contains("hypervisor");
    }

    /** What follows two hyphens is for the first program, not for the kernel, and so is which one that is. */
    private static String kernelCommandLine(final SystemFiles files) {
        return Arrays.stream(files.text("proc/cmdline", SystemFiles.UNKNOWN).split(" -- ", 2)[0].split(" "))
            .filter(word -> !FIRST_PROGRAM.matcher(word).lookingAt()).collect(Collectors.joining(" "));
    }

    /** Where the director's files lie makes no difference. */
    static List<String> withoutPlaces(final List<String> flags) {
        return flags.stream().map(flag -> MODULE_PATH.matcher(flag).replaceFirst("$1$2")).toList();
    }

    private static String dpdk() {
        try {
            return Dpdk.version();
        } catch (final DpdkUnavailableException e) {
            return "none";
        }
    }

    /**
     * A fact in words.
     *
     * @param name its name.
     * @return {@code unknown} if there is none.
     */
    public String text(final String name) {
        return String.valueOf(Objects.requireNonNullElse(facts.get(name), SystemFiles.UNKNOWN));
    }

    /**
     * The most important facts.
     *
     * @return one sentence, for below a table.
     */
    public String sentence() {
        return text("cpu") + ", " + text("cores") + " cores, governor " + text("governor") + "; Linux "
            + text("kernel") + "; " + text("jdk") + "; DPDK " + text("dpdk") + "; " + text("hugePagesMb")
            + " MB of huge pages; revision " + text("revision") + "; " + text("date") + ". JVM flags: "
            + flags() + ".";
    }

    /** There are a hundred orders to the compiler, too many for a sentence; {@link #lines} has them. */
    private String flags() {
        if (!(facts.get("jvmFlags") instanceof List<?> flags)) {
            return "none";
        }
        final List<String> all = flags.stream().map(String::valueOf).toList();
        final long commands = all.stream().filter(flag -> flag.startsWith(COMPILE_COMMAND)).count();
        final String others =
            all.stream().filter(flag -> !flag.startsWith(COMPILE_COMMAND)).collect(Collectors.joining(" "));
        return commands == 0 ? others : others + " and " + commands + " " + COMPILE_COMMAND;
    }

    /**
     * All facts for people.
     *
     * @return a line each; lists and maps have more.
     */
    public String lines() {
        final StringBuilder text = new StringBuilder();
        facts.forEach((name, fact) -> {
            switch (fact) {
                case List<?> list -> {
                    text.append(name).append(":\n");
                    list.forEach(item -> text.append("  ").append(item).append('\n'));
                }
                case Map<?, ?> map -> {
                    text.append(name).append(":\n");
                    map.forEach((key, value) ->
                        text.append("  ").append(key).append(": ").append(value).append('\n'));
                }
                default -> text.append(name).append(": ").append(fact).append('\n');
            }
        });
        return text.toString();
    }
}
