/** Ways to read rows: CSV, Parquet and PostgreSQL's binary COPY, in batches of columns, in constant memory. */
@NullMarked
package dev.slipway.driftjob.read;

import org.jspecify.annotations.NullMarked;
