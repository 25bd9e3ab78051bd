/** PostgreSQL, the offline store: connections, columns of a source and their casts, cells of its binary form. */
@NullMarked
package dev.slipway.featureserver.offline;

import org.jspecify.annotations.NullMarked;
