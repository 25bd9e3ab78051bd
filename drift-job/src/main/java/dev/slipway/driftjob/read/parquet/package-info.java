/**
 * Parquet's column chunks, page by page: what a file has beyond its footer. Bytes in, arrays of values out; one page and one
 * dictionary of a column are held at a time.
 */
@NullMarked
package dev.slipway.driftjob.read.parquet;

import org.jspecify.annotations.NullMarked;
