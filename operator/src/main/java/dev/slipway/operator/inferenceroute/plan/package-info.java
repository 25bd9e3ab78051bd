/** Pure: what should exist, in the API server's own form. */
@NullMarked
package dev.slipway.operator.inferenceroute.plan;

import org.jspecify.annotations.NullMarked;
