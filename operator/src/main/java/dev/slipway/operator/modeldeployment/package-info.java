/** The ModelDeployment reconciler. Reading order: observe, plan, apply, judge, report. */
@NullMarked
package dev.slipway.operator.modeldeployment;

import org.jspecify.annotations.NullMarked;
