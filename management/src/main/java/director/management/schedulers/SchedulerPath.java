/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.schedulers;

import director.schedulers.Scheduler;
import director.schedulers.SchedulerException;
import director.schedulers.SchedulerRegistry;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolutionException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Loads schedulers that the director was not built with from jars, and unloads them. Each jar is a module of its own,
 * named by its {@code module-info} or by its file name, that sees the director's modules and no other jar. From any
 * thread, also while the director runs.
 */
public final class SchedulerPath {
    private static final String SERVICE = Scheduler.class.getName();

    private SchedulerPath() {
    }

    /**
     * A registry with the schedulers of the module path and those of some directories.
     *
     * @param directories hold jars.
     * @return the registry; throws as {@link #register}.
     */
    public static SchedulerRegistry load(final List<Path> directories) {
        final SchedulerRegistry registry = SchedulerRegistry.load();
        directories.forEach(directory -> register(directory, registry));
        return registry;
    }

    /**
     * Registers what the jars of a directory provide, in the order of their names.
     *
     * @param directory holds jars; other files in it do not matter.
     * @param registry  gets the schedulers.
     * @throws SchedulerException if the directory cannot be read, or a jar cannot be loaded, provides no scheduler or
     *                            one whose name is not valid or taken; names the file and the remedy.
     */
    public static void register(final Path directory, final SchedulerRegistry registry) {
        jars(directory).forEach(jar -> registerJar(jar, registry));
    }

    /**
     * Registers what a jar provides: all of it or nothing.
     *
     * @param jar      the file.
     * @param registry gets the schedulers.
     * @return their names.
     * @throws SchedulerException if it cannot be loaded, or provides no scheduler or one whose name is not valid or
     *                            taken; names the file and the remedy.
     */
    public static List<String> registerJar(final Path jar, final SchedulerRegistry registry) {
        try {
            final List<Scheduler> schedulers = provided(jar);
            registry.registerAll(schedulers);
            return schedulers.stream().map(Scheduler::name).toList();
        } catch (final SchedulerException e) {
            throw new SchedulerException("scheduler jar " + jar + ": " + e.getMessage(), e);
        }
    }

    /**
     * Unregisters a scheduler that came from a jar. When none of the jar's is left and no service that used one is
     * remembered, the JVM forgets the jar's classes too, and another version of it can be loaded.
     *
     * @param name     its name.
     * @param registry has it.
     * @throws SchedulerException if there is none, it is the director's own, or services use it; nothing has changed.
     */
    public static void unregister(final String name, final SchedulerRegistry registry) {
        final Module director = Scheduler.class.getModule();
        final String own = director.isNamed() ? director.getName() : SchedulerRegistry.NO_MODULE;
        if (registry.registrations().stream().anyMatch(each -> each.name().equals(name) && each.owner().equals(own))) {
            throw new SchedulerException(
                "scheduler " + name + " is part of the director: only those that came from a jar can be unloaded");
        }
        registry.unregister(name);
    }

    private static Set<Path> jars(final Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new SchedulerException(
                "scheduler path " + directory + " is not a directory: name one that holds jars of schedulers");
        }
        final Set<Path> jars = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
            files.forEach(jars::add);
        } catch (final IOException e) {
            throw new SchedulerException("scheduler path " + directory + " cannot be read: " + e, e);
        }
        return jars;
    }

    /**
     * Loads a jar without registering what it provides.
     *
     * @param jar the file.
     * @return its schedulers, at least one; throws as {@link #registerJar}.
     */
    public static List<Scheduler> provided(final Path jar) {
        final List<Scheduler> schedulers;
        try {
            final ModuleLayer layer = layer(jar);
            schedulers = ServiceLoader.load(layer, Scheduler.class).stream()
                .filter(provider -> provider.type().getModule().getLayer() == layer)
                .map(ServiceLoader.Provider::get)
                .toList();
        } catch (final FindException | ResolutionException | LayerInstantiationException e) {
            throw new SchedulerException("is not a jar that can be loaded (" + e.getMessage()
                + "): build it again, with nothing in it but your own classes", e);
        } catch (final ServiceConfigurationError | LinkageError e) {
            throw new SchedulerException("its scheduler cannot be loaded (" + e + "): build it against this director's "
                + "director-schedulers jar, for Java " + Runtime.version().feature() + " or older", e);
        }
        if (schedulers.isEmpty()) {
            throw new SchedulerException("provides no scheduler: name its class in META-INF/services/" + SERVICE
                + ", or after \"provides " + SERVICE + " with\" in module-info.java");
        }
        return schedulers;
    }

    private static ModuleLayer layer(final Path jar) {
        final ModuleFinder finder = ModuleFinder.of(jar);
        final Set<String> names = finder.findAll().stream()
            .map(ModuleReference::descriptor)
            .map(descriptor -> descriptor.name())
            .collect(Collectors.toSet());
        final ModuleLayer own = Scheduler.class.getModule().getLayer();
        final ModuleLayer parent = own == null ? ModuleLayer.boot() : own;
        final Configuration configuration = parent.configuration().resolve(finder, ModuleFinder.of(), names);
        return parent.defineModulesWithOneLoader(configuration, Scheduler.class.getClassLoader());
    }
}
