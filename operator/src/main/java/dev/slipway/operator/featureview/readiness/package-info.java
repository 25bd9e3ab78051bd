/** Pure: what is true of a view, one verdict for each condition. */
@NullMarked
package dev.slipway.operator.featureview.readiness;

import org.jspecify.annotations.NullMarked;
