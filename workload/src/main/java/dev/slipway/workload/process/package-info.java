/**
 * A serving process on Quarkus: boot, management port, exit. The only package that knows the framework; jobs start without
 * it.
 */
@NullMarked
package dev.slipway.workload.process;

import org.jspecify.annotations.NullMarked;
