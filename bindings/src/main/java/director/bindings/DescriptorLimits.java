/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

/**
 * How many descriptors a queue may have.
 *
 * @param least at least so many.
 * @param most at most so many.
 * @param step a multiple of this; 1 allows any number.
 */
public record DescriptorLimits(int least, int most, int step) {
    private static final int NB_MAX = Layout.offset("rte_eth_desc_lim.nb_max");
    private static final int NB_MIN = Layout.offset("rte_eth_desc_lim.nb_min");
    private static final int NB_ALIGN = Layout.offset("rte_eth_desc_lim.nb_align");

    /** Reads a {@code struct rte_eth_desc_lim}. */
    static DescriptorLimits read(final long limits) {
        final int most = NativeMemory.uint16(limits + NB_MAX);
        return new DescriptorLimits(NativeMemory.uint16(limits + NB_MIN), most == 0 ? Character.MAX_VALUE : most,
            Math.max(1, NativeMemory.uint16(limits + NB_ALIGN)));
    }

    /** Refuses a number that the device cannot have. */
    void require(final String what, final int descriptors) {
        if (descriptors < Math.max(1, least) || descriptors > most || descriptors % step != 0) {
            throw new IllegalArgumentException(what + "=" + descriptors + " is not in " + least + ".." + most
                + (step == 1 ? "" : ", or not a multiple of " + step));
        }
    }
}
