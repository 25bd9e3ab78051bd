/** Pure: what is true of a route, one verdict for each condition. */
@NullMarked
package dev.slipway.operator.inferenceroute.readiness;

import org.jspecify.annotations.NullMarked;
