/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.socket;

/** What somebody may do by the management socket. */
public enum Access {
    /** Nothing. */
    NONE,
    /** Look at everything and change nothing. */
    READ,
    /** Everything. */
    CHANGE
}
