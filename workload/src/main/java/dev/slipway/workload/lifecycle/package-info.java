/** A process from its start to its last answer. Jobs use it too. */
@NullMarked
package dev.slipway.workload.lifecycle;

import org.jspecify.annotations.NullMarked;
