/** Removes one view's rows from Redis. */
@NullMarked
package dev.slipway.featureserver.purge;

import org.jspecify.annotations.NullMarked;
