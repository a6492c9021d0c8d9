/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.listing;

/** A worker did not list its tables. */
public final class ListingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ListingException(final String message) {
        super(message);
    }
}
