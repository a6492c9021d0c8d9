/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used; carries everything that is wrong with it. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * Makes one.
     *
     * @param problems at least one.
     */
    public ConfigurationException(final List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /**
     * What is wrong.
     *
     * @return at least one, in the order found.
     */
    public List<Problem> problems() {
        return problems;
    }
}
