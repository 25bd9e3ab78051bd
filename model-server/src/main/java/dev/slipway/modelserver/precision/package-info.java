/** Graphs made smaller: FP16 and INT8, and how far their answers are from those of the graph as it came. */
@NullMarked
package dev.slipway.modelserver.precision;

import org.jspecify.annotations.NullMarked;
