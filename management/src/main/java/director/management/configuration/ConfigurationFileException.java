/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file that is not a configuration; says all that is wrong, a line each. */
public final class ConfigurationFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigurationFileException(final List<String> messages, final @Nullable Throwable cause) {
        super(String.join(System.lineSeparator(), messages), cause);
    }
}
