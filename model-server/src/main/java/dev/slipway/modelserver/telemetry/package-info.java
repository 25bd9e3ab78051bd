/**
 * What is told of single requests, off their path: spans to a collector over OTLP, and lines of an access log. Nothing is
 * allocated for a request that neither wants.
 */
@NullMarked
package dev.slipway.modelserver.telemetry;

import org.jspecify.annotations.NullMarked;
