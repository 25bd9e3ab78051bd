/** Rows on their way into Redis: the script that writes only what is newer, and the batches that carry it. */
@NullMarked
package dev.slipway.featureserver.ingest;

import org.jspecify.annotations.NullMarked;
