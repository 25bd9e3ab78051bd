/** The InferenceRoute reconciler. Reading order: observe, plan, apply, judge, report. */
@NullMarked
package dev.slipway.operator.inferenceroute;

import org.jspecify.annotations.NullMarked;
