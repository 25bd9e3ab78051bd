/** The FeatureView reconciler. Reading order: observe, plan, apply, judge, report. */
@NullMarked
package dev.slipway.operator.featureview;

import org.jspecify.annotations.NullMarked;
