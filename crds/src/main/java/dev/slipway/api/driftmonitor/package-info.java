/** DriftMonitor: is a model still right, and what to do when it is not. */
@NullMarked
package dev.slipway.api.driftmonitor;

import org.jspecify.annotations.NullMarked;
