/** Everything that happens to a model in production while clients call it. */
@NullMarked
package dev.slipway.e2e.disturbance;

import org.jspecify.annotations.NullMarked;
