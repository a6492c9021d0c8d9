/* Licensed under the Apache License, Version 2.0; see LICENSE. */
/**
 * Benchmarks of the director. This is no named module: JMH generates classes and starts JVMs from the class path, so
 * the benchmarks stand there, and what they measure stands on the module path where it always does.
 */
@NullMarked
package director.bench;

import org.jspecify.annotations.NullMarked;
