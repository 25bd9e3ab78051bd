/** Windowed aggregations: their SQL over rows, for training sets, and over tiles, for what is served. */
@NullMarked
package dev.slipway.featureserver.aggregate;

import org.jspecify.annotations.NullMarked;
