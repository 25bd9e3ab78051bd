/** What the server counts, under the names of Feast's own metrics. */
@NullMarked
package dev.slipway.featureserver.metrics;

import org.jspecify.annotations.NullMarked;
