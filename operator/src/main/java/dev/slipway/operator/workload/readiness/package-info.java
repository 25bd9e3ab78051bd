/** Pure: why the pods of a kind do not work. */
@NullMarked
package dev.slipway.operator.workload.readiness;

import org.jspecify.annotations.NullMarked;
