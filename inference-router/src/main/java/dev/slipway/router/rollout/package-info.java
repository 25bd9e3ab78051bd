/** A rollout at work on the loop, and its state on disk. */
@NullMarked
package dev.slipway.router.rollout;

import org.jspecify.annotations.NullMarked;
