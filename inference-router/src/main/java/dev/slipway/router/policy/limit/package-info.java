/** How much at once and how often: adaptive concurrency, waiting, priorities, rates. Pure. */
@NullMarked
package dev.slipway.router.policy.limit;

import org.jspecify.annotations.NullMarked;
