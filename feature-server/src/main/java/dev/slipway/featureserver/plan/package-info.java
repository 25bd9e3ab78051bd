/** Configuration compiled: which commands a request needs and where each cell of the answer stands. Pure. */
@NullMarked
package dev.slipway.featureserver.plan;

import org.jspecify.annotations.NullMarked;
