/** Pure: parts of children that several kinds have. */
@NullMarked
package dev.slipway.operator.workload.plan;

import org.jspecify.annotations.NullMarked;
