/**
 * The prediction log: answered requests as rows of a PostgreSQL table, written off the request path. A request costs a
 * copy of its tensors into a bounded buffer; one thread of its own does all the rest.
 */
@NullMarked
package dev.slipway.modelserver.predictionlog;

import org.jspecify.annotations.NullMarked;
