/** A pipelined client of Redis for one event loop: single server, Sentinel, Cluster. */
@NullMarked
package dev.slipway.featureserver.redis;

import org.jspecify.annotations.NullMarked;
