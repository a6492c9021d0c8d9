/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

/** What persistence engines took from packets, by template. From the thread of the table's worker. */
public final class TemplateData {
    private final PersistenceData data;

    TemplateData(final PersistenceData data) {
        this.data = data;
    }

    /**
     * Copies what a persistence engine took from a packet to a template that is not in the table yet.
     *
     * @param template address of the record.
     * @param bytes    address of what was taken.
     * @param length   how many bytes, 1 to 256.
     * @return false if there is no room for it.
     */
    public boolean keep(final long template, final long bytes, final int length) {
        final int number = data.keep(bytes, length);
        LongRecord.data(template, number);
        if (number != PersistenceData.NONE) {
            Connection.flags(template, Connection.flags(template) | Bookkeeping.HAS_DATA);
        }
        return number != PersistenceData.NONE;
    }

    /**
     * Where a template's data is.
     *
     * @param record address of any record.
     * @return address of the first byte; 0 if it has none.
     */
    public long address(final long record) {
        final int number = number(record);
        return number == PersistenceData.NONE ? 0 : data.bytes(number);
    }

    /**
     * How long a template's data is.
     *
     * @param record address of any record.
     * @return 0 to 256 bytes.
     */
    public int length(final long record) {
        final int number = number(record);
        return number == PersistenceData.NONE ? 0 : data.length(number);
    }

    /** Of connections, the same bytes are their template, if they have room for either. */
    static int number(final long record) {
        return Bookkeeping.hasData(record) ? LongRecord.data(record) : PersistenceData.NONE;
    }
}
