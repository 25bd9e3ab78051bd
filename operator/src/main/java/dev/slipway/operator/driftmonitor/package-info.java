/** The DriftMonitor reconciler. Reading order: observe, step, tell, plan, apply, judge, report. */
@NullMarked
package dev.slipway.operator.driftmonitor;

import org.jspecify.annotations.NullMarked;
