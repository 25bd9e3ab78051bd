/** Rows from PostgreSQL to Redis as a stream: latest row of each entity, written if newer, remembered once Redis has them. */
@NullMarked
package dev.slipway.featureserver.materialize;

import org.jspecify.annotations.NullMarked;
