/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.keepalived;

import org.jspecify.annotations.Nullable;

/** A file that is no keepalived.conf; says where and why. */
public final class KeepalivedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeepalivedException(final String message, final @Nullable Throwable cause) {
        super(message, cause);
    }
}
