/** Training sets: for each row of an entity table the feature values that were known at its time, as a stream. */
@NullMarked
package dev.slipway.featureserver.export;

import org.jspecify.annotations.NullMarked;
