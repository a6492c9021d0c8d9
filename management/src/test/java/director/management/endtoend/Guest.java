/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Everything around one director, inside a user-mode Linux: as {@code endtoend/guest.sh} draws it. Its two wires end at
 * {@code dc0} and {@code ds0} in a namespace of this machine, where the director runs. Closing it removes both.
 */
final class Guest implements AutoCloseable {
    private static final Path RESOURCES = Topology.PROJECT.resolve("management/src/test/resources/endtoend");
    private static final long PATIENCE_SECONDS = 60;
    private static final long WAKE_MILLIS = 50;
    private static final long FAREWELL_SECONDS = 10;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String namespace = "dig" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    private final ConcurrentHashMap<String, CompletableFuture<Shell.Result>> answers = new ConcurrentHashMap<>();
    private final Map<String, String> outputs = new ConcurrentHashMap<>();
    private final Map<String, String> sums = new HashMap<>();
    private final List<String> console = Collections.synchronizedList(new ArrayList<>());
    private final Path files;
    private final Process process;
    private int scripts;

    /** How much there is around the director: everything, or only a client and two real servers. */
    enum Extent {
        ALL, CLIENTS
    }

    /** Boots it and waits until its programs listen. */
    Guest(final Extent extent) {
        try {
            files = Files.createTempDirectory("director-guest");
            write("large", 100_000_000);
            write("medium", 10_000_000);
            process = boot(extent);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        final CompletableFuture<Shell.Result> ready = expect("ready");
        Thread.ofVirtual().start(this::listen);
        await(ready, "boot");
    }

    private void write(final String name, final int length) throws IOException {
        final byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        Files.write(files.resolve(name), content);
        try {
            sums.put(name, HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process boot(final Extent extent) throws IOException {
        Process booted = null;
        try {
            makeWires();
            Shell.succeed("gcc", "-O2", "-shared", "-fPIC", "-o", preloaded().toString(),
                RESOURCES.resolve("whole-xstate.c").toString());
            booted = new ProcessBuilder(bootCommand(extent)).redirectErrorStream(true).start();
            return booted;
        } finally {
            if (booted == null) {
                removeFiles();
            }
        }
    }

    private void makeWires() {
        Shell.succeed("ip", "netns", "add", namespace);
        for (final String wire : List.of("dc0", "ds0")) {
            Shell.succeed("ip", "netns", "exec", namespace, "sh", "-c", "ip tuntap add " + wire + " mode tap"
                + " && echo 1 >/proc/sys/net/ipv6/conf/" + wire + "/disable_ipv6 && ip link set " + wire + " up");
        }
    }

    private String[] bootCommand(final Extent extent) {
        return in("env", "LD_PRELOAD=" + preloaded(), "linux.uml", "mem=512M", "umid=" + namespace,
            "uml_dir=" + files, "con0=fd:0,fd:1", "con=null", "quiet", "loglevel=1", "root=/dev/root",
            "rootfstype=hostfs", "rootflags=/", "ro", "TERM=dumb", "vec0:transport=tap,ifname=dc0,depth=128",
            "vec1:transport=tap,ifname=ds0,depth=128", "GUEST_EXTENT=" + extent.name().toLowerCase(Locale.ROOT),
            "GUEST_PROJECT=" + Topology.PROJECT, "GUEST_FILES=" + files, "init=" + RESOURCES.resolve("guest.sh"))
            .toArray(String[]::new);
    }

    /** Without this, programs of the guest do not run on every processor. */
    private Path preloaded() {
        return files.resolve("whole-xstate.so");
    }

    /** A command of this machine that runs where the director's ports are. */
    List<String> in(final String... command) {
        final List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        words.addAll(List.of(command));
        return words;
    }

    /** Where a file of the real servers stands, inside and outside. */
    Path file(final String name) {
        return files.resolve(name);
    }

    /** What a file of the real servers is, in hexadecimal digits. */
    String sha256(final String name) {
        return Objects.requireNonNull(sums.get(name));
    }

    /** Runs a shell script in a namespace of the guest, such as {@code client}, and waits for its end. */
    Shell.Result run(final String where, final String script) {
        final String name = "script" + scripts++;
        final CompletableFuture<Shell.Result> answer = expect(name);
        try {
            Files.writeString(files.resolve(name), script + "\n");
            process.outputWriter().write(where + " " + name + "\n");
            process.outputWriter().flush();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return await(answer, script);
    }

    /** Runs a script that has to succeed. Answers what it printed. */
    String succeed(final String where, final String script) {
        final Shell.Result result = run(where, script);
        assertThat(result.exitCode()).as("%s: %s%n%s", where, script, result.output()).isZero();
        return result.output().strip();
    }

    /** Has its kernel forget neighbours, paths and what it knows of peers, as if nobody had talked to anybody yet. */
    void forget() {
        succeed("director", """
            for namespace in /run/netns/*; do
                printf 'neighbour flush all\\nroute flush cache\\ntcp_metrics flush\\n' |
                    ip -n "${namespace##*/}" -batch -
                ip -n "${namespace##*/}" -6 route flush cache
            done""");
    }

    private CompletableFuture<Shell.Result> expect(final String name) {
        return answers.computeIfAbsent(name, _ -> new CompletableFuture<>());
    }

    private void listen() {
        process.inputReader().lines().forEach(line -> {
            console.add(line);
            final String[] words = line.substring(Math.min(1, line.length())).split(" ", 2);
            if (line.startsWith("=") && words.length == 2) {
                outputs.merge(words[0], words[1] + "\n", String::concat);
            } else if (line.startsWith("@") && words.length == 2) {
                expect(words[0]).complete(
                    new Shell.Result(Integer.parseInt(words[1].strip()), outputs.getOrDefault(words[0], "")));
            }
        });
        answers.values().forEach(answer -> answer.completeExceptionally(new AssertionError("the guest ended")));
    }

    private Shell.Result await(final CompletableFuture<Shell.Result> answer, final String what) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (!isThere(answer) && System.nanoTime() < deadline) {
                wake();
            }
            return answer.get(0, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (final IOException | ExecutionException | TimeoutException e) {
            close();
            throw new AssertionError(what + "\n" + String.join("\n", console), e);
        }
    }

    private static boolean isThere(final CompletableFuture<?> answer) throws InterruptedException, ExecutionException {
        try {
            answer.get(WAKE_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (final TimeoutException e) {
            return false;
        }
    }

    /**
     * Has the guest look at its wires. A tap device signals that there is a packet before it wakes who polls it; if the
     * guest polls in between, it finds nothing, and the packet waits for the next signal of any kind. An empty line is
     * one, which the guest passes over.
     */
    private void wake() throws IOException {
        process.outputWriter().write("\n");
        process.outputWriter().flush();
    }

    /** The guest ends with its input; what does not is made to. */
    @Override
    public void close() {
        try {
            process.outputWriter().close();
            if (!process.waitFor(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            removeFiles();
        }
    }

    private void removeFiles() {
        Shell.run("ip", "netns", "delete", namespace);
        try (var left = Files.walk(files)) {
            left.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
