/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** One {@link Guest} around one director after another: to boot takes a third of a minute. */
@Tag(WholeMachine.TAG)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForwardingIT {
    private @Nullable Guest guest;

    @BeforeAll
    void boot() {
        Requirements.assumeRootAndDpdk();
        Requirements.assumeGuest();
        guest = new Guest(Guest.Extent.ALL);
    }

    @AfterAll
    void halt() {
        if (guest != null) {
            guest.close();
        }
    }

    private Guest booted() {
        return Objects.requireNonNull(guest);
    }

    @Nested
    class ByOneWorker extends ForwardingByOneWorker {
        @Override
        Guest guest() {
            return booted();
        }
    }

    @Nested
    class ByTwoWorkers extends ForwardingByTwoWorkers {
        @Override
        Guest guest() {
            return booted();
        }
    }
}
