/** Pure: what is true now, as an ordered list of checks. */
@NullMarked
package dev.slipway.operator.modeldeployment.readiness;

import org.jspecify.annotations.NullMarked;
