/** Who gets which arm: hash buckets, weighted rendezvous. Pure. */
@NullMarked
package dev.slipway.router.policy.split;

import org.jspecify.annotations.NullMarked;
