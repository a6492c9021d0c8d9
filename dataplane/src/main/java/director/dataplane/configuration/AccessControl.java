/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import java.util.List;

/**
 * Lists of clients, and which of them every service goes by before its own.
 *
 * @param lists    by different names.
 * @param everyone for all services.
 */
public record AccessControl(List<AccessList> lists, AccessSettings everyone) {
    /** Everybody may open connections. */
    public static final AccessControl NONE = new AccessControl(List.of(), AccessSettings.NONE);

    /** Keeps a copy of the list. */
    public AccessControl {
        lists = List.copyOf(lists);
    }
}
