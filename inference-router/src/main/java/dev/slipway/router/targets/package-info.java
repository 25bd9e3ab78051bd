/** Targets and their endpoints as they are now: who is there, how busy, how healthy. For the thread of the loop. */
@NullMarked
package dev.slipway.router.targets;

import org.jspecify.annotations.NullMarked;
