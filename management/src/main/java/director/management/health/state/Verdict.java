/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.state;

/** What is known of something that is checked. */
public enum Verdict {
    /** Nothing yet. */
    UNCHECKED,
    /** It is well. */
    UP,
    /** It is not. */
    DOWN
}
