/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

/** Is shown connections and templates, one after another. It must not change the table. */
@FunctionalInterface
public interface ConnectionVisitor {
    /**
     * A connection or template.
     *
     * @param record address of the record.
     * @param leftNs how long it lives without another packet, at least 0.
     */
    void connection(long record, long leftNs);
}
