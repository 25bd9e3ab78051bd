/**
 * A serving process: its log, its management port, its end. The only package that jobs do not use, since it needs Netty on the
 * class path.
 */
@NullMarked
package dev.slipway.workload.process;

import org.jspecify.annotations.NullMarked;
