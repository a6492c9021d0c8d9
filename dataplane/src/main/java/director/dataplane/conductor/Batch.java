/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes that the conductor carries out as one: {@link #make}, then {@link #carryOut}, and {@link #takeBack} if either
 * fails. From the conductor's thread.
 */
final class Batch {
    private final List<Change> changes;
    private final ServiceBook book;
    private final NetworkBook network;
    private final NetworkBook.State networkBefore;
    private final ServiceDraft draft;
    private final List<Change.Zero> zeros = new ArrayList<>();
    private @Nullable SchedulerUpdates updates;

    Batch(final List<Change> changes, final ServiceBook book, final NetworkBook network) {
        this.changes = changes;
        this.book = book;
        this.network = network;
        this.networkBefore = network.state();
        this.draft = book.draft();
    }

    /** Does everything that can be refused and that nobody sees. */
    void make() {
        for (int i = 0; i < changes.size(); i++) {
            draft.at(i);
            make(changes.get(i));
        }
        updates = new SchedulerUpdates(draft, book.state().services());
    }

    /** The services as they will be. */
    ServiceState services() {
        return draft.state();
    }

    /** Tells the schedulers and everybody else but the workers, who are to get a snapshot with it next. */
    void carryOut() {
        if (updates != null) {
            updates.carryOut();
        }
        book.adopt(draft);
    }

    /** Last, when workers see everything else: sets counters to zero. */
    void zero() {
        for (final Change.Zero zero : zeros) {
            book.state().services().values().stream()
                .filter(service -> zero.service() == null || service.key().equals(zero.service()))
                .forEach(VirtualService::zero);
        }
    }

    /** Makes everything as it was. Answers whether the workers need a snapshot that says so. */
    boolean takeBack() {
        network.restore(networkBefore);
        if (updates == null || !updates.isSeen()) {
            book.discard(draft);
            return false;
        }
        book.discardSeen(draft);
        return true;
    }

    /** What the one who asked for the changes is told. */
    RuntimeException refusal(final RuntimeException reason) {
        return changes.isEmpty() ? reason
            : new BatchException(draft.at(), changes.size(), changes.get(draft.at()), reason);
    }

    private void make(final Change change) {
        switch (change) {
            case Change.AddService add -> draft.addService(add.settings());
            case Change.EditService edit -> draft.editService(edit.settings());
            case Change.DeleteService delete -> draft.deleteService(delete.service());
            case Change.AddRealServer add -> draft.addRealServer(add.service(), add.realServer());
            case Change.EditRealServer edit -> draft.editRealServer(edit.service(), edit.realServer());
            case Change.DeleteRealServer delete -> draft.deleteRealServer(delete.service(), delete.realServer());
            case Change.SetAvailability set -> draft.availability(set.service(), set.availability());
            case Change.SetSysctl set -> network.set(set.sysctl(), set.value());
            case Change.SetTimeouts set -> network.timeouts(set.timeouts());
            case Change.AddMarkRule add -> network.addMarkRule(add.rule());
            case Change.SetMarkRules set -> network.markRules(set.rules());
            case Change.AddAddresses add -> network.addAddresses(add.addresses());
            case Change.SetHost set -> network.host(set.host());
            case Change.SetMssClamp set -> network.mssClamp(set.clamp());
            case Change.SetAccess set -> network.access(set.access());
            case Change.SetSnat set -> network.snat(set.rules());
            case Change.Zero zero -> {
                if (zero.service() != null) {
                    draft.service(zero.service());
                }
                zeros.add(zero);
            }
        }
    }
}
