/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import director.dataplane.listing.ConnectionPage;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ListingMemoryTest {
    private static final int CONNECTIONS = 1_000_000;
    private static final int PORT = 4_000;
    /** A page, a buffer and what runs once; a single object for each connection would be sixteen times as much. */
    private static final long MOST_BYTES = CONNECTIONS;

    @Test
    void shouldListAMillionConnectionsWithoutAnObjectForEach() throws Exception {
        try (LiveDirector live = new LiveDirector(CONNECTIONS + 1)) {
            live.with(director -> {
                director.change(proxy -> proxy.addService(ConnectionResourceTest.service()));
                for (int i = 0; i < CONNECTIONS; i++) {
                    LiveDirector.open(director, i + 1, PORT);
                }
            });
            assertThat(list(live)).isEqualTo(CONNECTIONS);
            final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            final long before = threads.getCurrentThreadAllocatedBytes();
            assertThat(list(live)).isEqualTo(CONNECTIONS);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_BYTES);
        }
    }

    private static int list(final LiveDirector live) throws Exception {
        final ConnectionPage page = new ConnectionPage(2_048);
        final ConnectionText text = new ConnectionText();
        final OutputStream nowhere = OutputStream.nullOutputStream();
        TableCursor cursor = TableCursor.of(null, 1);
        int rows = 0;
        while (!cursor.isEnd()) {
            cursor = cursor.read(live.managed().listings(), page);
            for (int row = 0; row < page.rows(); row++) {
                text.clear();
                text.append(page, row);
                text.writeTo(nowhere);
            }
            rows += page.rows();
        }
        return rows;
    }
}
