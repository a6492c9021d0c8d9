/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.machine;

import director.dataplane.configuration.Problem;
import java.util.List;

/** This process may not do what the configuration asks for. */
public final class PrivilegeException extends UnavailableException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param problems at least one.
     */
    public PrivilegeException(final List<Problem> problems) {
        super(problems);
    }
}
