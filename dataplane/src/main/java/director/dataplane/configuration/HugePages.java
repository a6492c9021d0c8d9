/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/** Whether the packet memory is taken from huge pages. */
public enum HugePages {
    /** From huge pages if enough are free, else from ordinary pages, saying what that costs. */
    AUTO,
    /** From huge pages; without enough of them the director does not start. */
    REQUIRED,
    /** From ordinary pages. */
    NONE
}
