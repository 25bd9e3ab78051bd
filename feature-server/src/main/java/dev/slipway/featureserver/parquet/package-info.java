/** Parquet files written as a stream: one row group in memory, metadata by Apache's own definition of the format. */
@NullMarked
package dev.slipway.featureserver.parquet;

import org.jspecify.annotations.NullMarked;
