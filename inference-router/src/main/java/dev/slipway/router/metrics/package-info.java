/** What the router counts, in Prometheus's text format. */
@NullMarked
package dev.slipway.router.metrics;

import org.jspecify.annotations.NullMarked;
