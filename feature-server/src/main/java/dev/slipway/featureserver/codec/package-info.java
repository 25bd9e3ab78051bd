/** What stands in Redis, byte by byte: Feast's keys, field names, values and timestamps, and the packed row. Pure: byte arrays in, byte arrays out. */
@NullMarked
package dev.slipway.featureserver.codec;

import org.jspecify.annotations.NullMarked;
