/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.machine;

import director.dataplane.configuration.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** The machine lacks something that the configuration names, or another process has it. */
public class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * Makes one.
     *
     * @param problems at least one.
     */
    public UnavailableException(final List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /**
     * What is missing.
     *
     * @return at least one, in the order found.
     */
    public final List<Problem> problems() {
        return problems;
    }
}
