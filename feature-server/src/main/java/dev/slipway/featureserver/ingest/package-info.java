/** Rows on their way into Redis: data frames of requests, and the script that writes only what is newer. */
@NullMarked
package dev.slipway.featureserver.ingest;

import org.jspecify.annotations.NullMarked;
