/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.layout;

import director.bindings.MemoryAllocator;

/** Layouts by name. */
final class Layouts {
    private Layouts() {
    }

    /** An empty table for so many connections. */
    static Layout of(final String name, final MemoryAllocator memory, final int connections) {
        return switch (name) {
            case "slots" -> new Slots(memory, connections);
            case "tags" -> new Tags(memory, connections);
            case "entries32" -> new Entries(memory, connections, 5);
            case "entries64" -> new Entries(memory, connections, 6);
            case "entries128" -> new Entries(memory, connections, 7);
            case "cuckoo" -> new Cuckoo(memory, connections);
            default -> throw new IllegalArgumentException("layout=" + name
                + " is none of slots, tags, entries32, entries64, entries128 and cuckoo");
        };
    }
}
