/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Remembers that SIGHUP has arrived, which asks for a reload, instead of ending the JVM. {@code sun.misc.Signal} is the
 * JDK's only way to handle a signal; it is reached by name, so that a JDK without it costs reloads and nothing else.
 */
final class HangupSignal implements ReloadRequest {
    private static final System.Logger LOGGER = System.getLogger(HangupSignal.class.getName());

    private final AtomicBoolean requested = new AtomicBoolean();

    @Override
    public void listen() {
        try {
            final Class<?> signal = Class.forName("sun.misc.Signal");
            final Class<?> handler = Class.forName("sun.misc.SignalHandler");
            signal.getMethod("handle", signal, handler).invoke(null,
                signal.getConstructor(String.class).newInstance("HUP"),
                Proxy.newProxyInstance(HangupSignal.class.getClassLoader(), new Class<?>[] {handler}, this::called));
        } catch (final ClassNotFoundException | NoSuchMethodException | IllegalAccessException | InstantiationException
            | InvocationTargetException e) {
            LOGGER.log(Level.WARNING, "SIGHUP will not reload the configuration", e);
        }
    }

    @Override
    public boolean take() {
        return requested.getAndSet(false);
    }

    /** The handler has one method of its own; the others are those that any object has. */
    private @Nullable Object called(
        final Object proxy, final Method method, final Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "handle" -> {
                requested.set(true);
                yield null;
            }
            case "equals" -> false;
            case "hashCode" -> requested.hashCode();
            default -> "reloads at SIGHUP";
        };
    }
}
