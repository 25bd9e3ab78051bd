/** Counters in Prometheus's text format. A scrape is a string. */
@NullMarked
package dev.slipway.workload.metrics;

import org.jspecify.annotations.NullMarked;
