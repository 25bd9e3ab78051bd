/** Facts about one DriftMonitor: what exists, what its Jobs found. */
@NullMarked
package dev.slipway.operator.driftmonitor.observe;

import org.jspecify.annotations.NullMarked;
