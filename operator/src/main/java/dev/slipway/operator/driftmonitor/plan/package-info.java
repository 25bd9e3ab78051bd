/** Pure: what should exist, in the API server's own form. */
@NullMarked
package dev.slipway.operator.driftmonitor.plan;

import org.jspecify.annotations.NullMarked;
