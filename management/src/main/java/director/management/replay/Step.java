/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing done to a director, and what came of it.
 *
 * @param line number of its line in the trace, from 1.
 * @param done the {@code do} line.
 * @param seen the {@code see} lines behind it.
 */
public record Step(int line, ObjectNode done, List<ObjectNode> seen) {
    /** Member of a {@code do} line that the director could not carry out: it says what is missing. */
    static final String NOT_SUPPORTED = "notSupported";

    /**
     * Whether the director could not carry it out.
     *
     * @return false for every recorded step.
     */
    public boolean isNotSupported() {
        return done.has(NOT_SUPPORTED);
    }

    /**
     * What is missing.
     *
     * @return the words for a step that {@link #isNotSupported}.
     */
    public String notSupported() {
        return "not supported yet: " + text(NOT_SUPPORTED);
    }

    String kind() {
        return done.path("do").asString();
    }

    String text(final String name) {
        return done.path(name).asString("");
    }
}
