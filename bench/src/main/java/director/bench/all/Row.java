/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.all;

/**
 * A line of the table of targets.
 *
 * @param what     is aimed at.
 * @param target   the figure that is.
 * @param measured the figure that was found.
 * @param ratio    the one by the other, empty if that makes no sense.
 * @param verdict  met, missed by so much, or why it was not measured.
 */
record Row(String what, String target, String measured, String ratio, String verdict) {
    static Row notMeasured(final String what, final String target, final String why) {
        return new Row(what, target, "not measured", "", why);
    }

    @Override
    public String toString() {
        return "| " + what + " | " + target + " | " + measured + " | " + ratio + " | " + verdict + " |\n";
    }
}
