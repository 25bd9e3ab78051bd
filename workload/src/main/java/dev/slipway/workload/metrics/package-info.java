/** Counters in Prometheus's text format. No framework: a scrape is a string. */
@NullMarked
package dev.slipway.workload.metrics;

import org.jspecify.annotations.NullMarked;
