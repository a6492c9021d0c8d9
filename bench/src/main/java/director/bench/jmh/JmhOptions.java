/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.jmh;

import director.bench.support.ChildJvm;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** How every benchmark is run. */
final class JmhOptions {
    private JmhOptions() {
    }

    /** Benchmarks by name, with the flags of this JVM, which JMH's own would not all have. */
    static ChainedOptionsBuilder of(final String regex) {
        return new OptionsBuilder()
            .include(regex)
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .jvmArgs(ChildJvm.flags().toArray(String[]::new));
    }
}
