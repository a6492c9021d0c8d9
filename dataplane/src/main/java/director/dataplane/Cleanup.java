/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.CloseHelper;

/** What was opened, to be closed in the opposite order, once. From one thread. */
final class Cleanup implements AutoCloseable {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    <T extends AutoCloseable> T add(final T resource) {
        opened.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            CloseHelper.close(opened.pop());
        }
    }
}
