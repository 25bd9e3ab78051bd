/** Pure: what is true of a monitor, one verdict for each condition. */
@NullMarked
package dev.slipway.operator.driftmonitor.readiness;

import org.jspecify.annotations.NullMarked;
