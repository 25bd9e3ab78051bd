/** Facts, read from caches into immutable records. Nothing here decides. */
@NullMarked
package dev.slipway.operator.inferenceroute.observe;

import org.jspecify.annotations.NullMarked;
