/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A trace in memory.
 *
 * @param file  where it was read.
 * @param meta  its first line.
 * @param steps in their order.
 */
public record Trace(Path file, ObjectNode meta, List<Step> steps) {
    private static final String EXTENSION = ".jsonl";

    /**
     * What traces of one kind have in common: the part of the name before the first hyphen.
     *
     * @return for example {@code fwd4}.
     */
    public String kind() {
        final String name = name();
        final int hyphen = name.indexOf('-');
        return hyphen < 0 ? name : name.substring(0, hyphen);
    }

    private String name() {
        final String fileName = String.valueOf(file.getFileName());
        return fileName.endsWith(EXTENSION) ? fileName.substring(0, fileName.length() - EXTENSION.length()) : fileName;
    }
}
