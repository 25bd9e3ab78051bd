/** DriftMonitor: comparisons on a schedule, and what follows from a verdict: alerts, retraining, the gate, the new champion. */
@NullMarked
package dev.slipway.operator.driftmonitor;

import org.jspecify.annotations.NullMarked;
