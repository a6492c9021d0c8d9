/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The schedulers that a configuration can name, and how many virtual services use each: what
 * {@code register_ip_vs_scheduler} keeps in Linux. Every method may be called from any thread; none is for the packet
 * path.
 */
public final class SchedulerRegistry {
    /** The {@link Registration#owner owner} of what is in no module. */
    public static final String NO_MODULE = "class path";

    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,15}");

    private final Map<String, Entry> entries = new TreeMap<>();

    /** A registry without any scheduler. */
    public SchedulerRegistry() {
    }

    /**
     * A registry of all schedulers that {@link ServiceLoader} finds.
     *
     * @return a new registry.
     * @throws SchedulerException if one cannot be loaded or {@link #register registered}.
     */
    public static SchedulerRegistry load() {
        final SchedulerRegistry registry = new SchedulerRegistry();
        registry.registerAll(ServiceLoader.load(Scheduler.class));
        return registry;
    }

    /**
     * Registers all schedulers that a loader finds, for example one over a jar, or none of them.
     *
     * @param schedulers the loader.
     * @throws SchedulerException if one cannot be loaded or {@link #register registered}.
     */
    public synchronized void registerAll(final Iterable<? extends Scheduler> schedulers) {
        final Set<String> before = names();
        boolean all = false;
        try {
            schedulers.forEach(this::register);
            all = true;
        } catch (final ServiceConfigurationError e) {
            throw new SchedulerException("a scheduler could not be loaded: " + e.getMessage(), e);
        } finally {
            if (!all) {
                entries.keySet().retainAll(before);
            }
        }
    }

    /**
     * Makes a scheduler available under its name.
     *
     * @param scheduler the scheduler.
     * @throws SchedulerException if its name is not valid or already taken.
     */
    public synchronized void register(final Scheduler scheduler) {
        final @Nullable String name = scheduler.name();
        if (name == null || !NAME.matcher(name).matches()) {
            throw new SchedulerException("scheduler " + scheduler.getClass().getName() + " has the name \"" + name
                + "\": a name is 1 to 15 characters of a-z, 0-9, _ and -");
        }
        final Entry taken = entries.get(name);
        if (taken != null) {
            throw new SchedulerException("scheduler " + name + " of " + scheduler.getClass().getName()
                + ": the name is taken by " + taken.scheduler.getClass().getName());
        }
        entries.put(name, new Entry(scheduler));
    }

    /**
     * Forgets a scheduler.
     *
     * @param name its name.
     * @throws SchedulerException if it is not registered or any service uses it; it then stays as it was.
     */
    public synchronized void unregister(final String name) {
        final Entry entry = find(name);
        if (entry.references > 0) {
            throw new SchedulerException("scheduler " + name + " is in use by " + entry.references
                + (entry.references == 1 ? " service" : " services"));
        }
        entries.remove(name);
    }

    /**
     * Gives a virtual service its scheduler: takes a reference, then calls
     * {@link Scheduler#initService init service}. The reference is held until {@link BoundScheduler#doneService}.
     *
     * @param name         the name of the scheduler.
     * @param service      the service and its flags.
     * @param destinations the real servers that it has now.
     * @param load         where counts of connections and overload can be read.
     * @return the scheduler of that service.
     * @throws SchedulerException if no scheduler has that name, naming those that are registered; or if init service
     *                            failed, in which case no reference is held.
     */
    public BoundScheduler bind(
        final String name, final ServiceContext service, final Destinations destinations, final DestinationLoad load) {
        final Entry entry = acquire(name);
        boolean bound = false;
        try {
            final BoundScheduler scheduler =
                BoundScheduler.init(name, entry.scheduler, service, destinations, load, () -> release(entry));
            bound = true;
            return scheduler;
        } finally {
            if (!bound) {
                release(entry);
            }
        }
    }

    /**
     * Whether a name can be {@link #bind bound}.
     *
     * @param name any text.
     * @return true if a scheduler of that name is registered.
     */
    public synchronized boolean contains(final String name) {
        return entries.containsKey(name);
    }

    /**
     * The names that can be {@link #bind bound}.
     *
     * @return sorted; a copy of the moment.
     */
    public synchronized SortedSet<String> names() {
        return new TreeSet<>(entries.keySet());
    }

    /**
     * What is registered.
     *
     * @return sorted by name; a copy of the moment.
     */
    public synchronized List<Registration> registrations() {
        return entries.entrySet().stream()
            .map(entry -> new Registration(
                entry.getKey(), entry.getValue().references, owner(entry.getValue().scheduler)))
            .toList();
    }

    private synchronized Entry acquire(final String name) {
        final Entry entry = find(name);
        entry.references++;
        return entry;
    }

    private synchronized void release(final Entry entry) {
        entry.references--;
    }

    private Entry find(final String name) {
        final Entry entry = entries.get(name);
        if (entry == null) {
            throw new SchedulerException("unknown scheduler \"" + name + "\": "
                + (entries.isEmpty() ? "none is registered" : "registered are " + String.join(", ", entries.keySet())));
        }
        return entry;
    }

    private static String owner(final Scheduler scheduler) {
        final Module module = scheduler.getClass().getModule();
        return module.isNamed() ? module.getName() : NO_MODULE;
    }

    /**
     * One registered scheduler.
     *
     * @param name       its name.
     * @param references how many virtual services use it.
     * @param owner      the module that it comes from, or {@code class path}.
     */
    public record Registration(String name, int references, String owner) {
    }

    private static final class Entry {
        private final Scheduler scheduler;
        private int references;

        private Entry(final Scheduler scheduler) {
            this.scheduler = scheduler;
        }
    }
}
