/** How much memory clients may take together. */
@NullMarked
package dev.slipway.workload.memory;

import org.jspecify.annotations.NullMarked;
