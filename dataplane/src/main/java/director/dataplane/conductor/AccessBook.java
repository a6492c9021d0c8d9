/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.AccessControl;
import director.dataplane.configuration.AccessList;
import director.dataplane.configuration.AccessSettings;
import director.dataplane.policy.AccessTable;
import director.dataplane.service.ServiceAccess;
import director.dataplane.service.ServiceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes tables of access lists, beside those that workers use: each once, however many services go by it, and anew only
 * if lists have changed. From the conductor's thread.
 */
final class AccessBook {
    private AccessControl lastControl = AccessControl.NONE;
    private Map<ServiceKey, AccessSettings> lastServices = Map.of();
    private Map<AccessSettings, AccessTable> lastTables = Map.of();
    private ServiceAccess last = ServiceAccess.OPEN;

    /** The tables for these lists and services: the same as the last ones if nothing of them has changed. */
    ServiceAccess next(final AccessControl control, final ServiceState services) {
        final Map<ServiceKey, AccessSettings> wanted = new HashMap<>();
        services.services().forEach((key, service) -> {
            if (!service.access().equals(AccessSettings.NONE)) {
                wanted.put(key, service.access());
            }
        });
        final boolean sameLists = control.lists().equals(lastControl.lists());
        if (sameLists && wanted.equals(lastServices) && control.everyone().equals(lastControl.everyone())) {
            return last;
        }
        final Map<AccessSettings, AccessTable> tables = new HashMap<>(sameLists ? lastTables : Map.of());
        final Map<ServiceKey, AccessTable> own = new HashMap<>();
        wanted.forEach((key, settings) ->
            own.put(key, tables.computeIfAbsent(settings, each -> table(each, control.lists()))));
        final ServiceAccess access = new ServiceAccess(control.everyone().equals(AccessSettings.NONE) ? null
            : tables.computeIfAbsent(control.everyone(), each -> table(each, control.lists())), own);
        tables.keySet().removeIf(each -> !wanted.containsValue(each) && !each.equals(control.everyone()));
        lastControl = control;
        lastServices = wanted;
        lastTables = tables;
        last = access;
        return access;
    }

    private static AccessTable table(final AccessSettings settings, final List<AccessList> lists) {
        return AccessTable.of(prefixes(settings.allow(), lists), prefixes(settings.deny(), lists));
    }

    private static List<List<IpPrefix>> prefixes(final List<String> names, final List<AccessList> lists) {
        final List<List<IpPrefix>> all = new ArrayList<>();
        for (final String name : names) {
            final AccessList list = lists.stream().filter(each -> each.name().equals(name)).findFirst()
                .orElseThrow(() -> new ServiceException("there is no access list " + name));
            all.add(list.prefixes());
            all.add(list.fromFile());
        }
        return all;
    }
}
