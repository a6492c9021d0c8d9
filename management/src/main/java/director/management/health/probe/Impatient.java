/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

/** A text that can be read until a deadline: an expression that takes for ever looks at characters all the while. */
final class Impatient implements CharSequence {
    private static final int READS_BETWEEN = 4_096;

    private final String text;
    private final Deadline deadline;
    private int reads;

    Impatient(final String text, final Deadline deadline) {
        this.text = text;
        this.deadline = deadline;
    }

    @Override
    public char charAt(final int index) {
        reads++;
        if (reads >= READS_BETWEEN) {
            reads = 0;
            if (deadline.isOver()) {
                throw new Expired();
            }
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(final int start, final int end) {
        return new Impatient(text.substring(start, end), deadline);
    }

    @Override
    public String toString() {
        return text;
    }

    /** The time is over. */
    static final class Expired extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
