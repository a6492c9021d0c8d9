/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes the one {@link Eal} that a process can have, with huge pages; it is closed after the last of them.
 * Where DPDK or huge pages are missing, the class is skipped.
 */
final class WithDpdk implements BeforeAllCallback, ParameterResolver {
    private static final int MEGABYTES = 128;

    private record Shared(Eal eal) implements AutoCloseable {
        @Override
        public void close() {
            eal.close();
        }
    }

    @Override
    public void beforeAll(final ExtensionContext context) {
        assumeTrue(Dpdk.isAvailable(), "needs DPDK " + Dpdk.supportedVersions() + ": " + LibraryFinder.REMEDY);
        final ExtensionContext.Store store = store(context);
        assumeTrue(store.get(Shared.class) != null || HugePages.freeMegabytes() >= MEGABYTES,
            "needs huge pages: sysctl vm.nr_hugepages=" + MEGABYTES / 2);
        store.getOrComputeIfAbsent(Shared.class, key -> new Shared(Eal.init(EalOptions.hugePages(0, MEGABYTES))));
    }

    private static ExtensionContext.Store store(final ExtensionContext context) {
        return context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL);
    }

    @Override
    public boolean supportsParameter(final ParameterContext parameter, final ExtensionContext context) {
        return parameter.getParameter().getType() == Eal.class;
    }

    @Override
    public Object resolveParameter(final ParameterContext parameter, final ExtensionContext context) {
        return store(context).get(Shared.class, Shared.class).eal();
    }
}
