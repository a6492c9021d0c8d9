/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A view of what it is told. */
record FixedView(List<ServiceView> services, List<ConnectionView> connections) implements IpvsView {
    @Override
    public @Nullable ServiceView service(final ServiceId service) {
        return services.stream().filter(view -> view.service().equals(service)).findAny().orElse(null);
    }

    @Override
    public void forEachConnection(final Consumer<ConnectionView> consumer) {
        connections.forEach(consumer);
    }

    @Override
    public IpvsTimeouts timeouts() {
        return new IpvsTimeouts(900, 120, 300);
    }

    @Override
    public List<SyncDaemon> daemons() {
        return List.of();
    }

    @Override
    public int connectionTableSize() {
        return 4096;
    }
}
