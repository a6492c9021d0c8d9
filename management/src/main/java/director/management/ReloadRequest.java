/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

/** Tells a running command that it shall read its configuration again. */
interface ReloadRequest {
    /** Gets ready; called once. */
    void listen();

    /** Whether a reload was requested since the last call. */
    boolean take();
}
