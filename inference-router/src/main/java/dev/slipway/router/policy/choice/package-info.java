/** Which target by cost and predicted latency. Pure. */
@NullMarked
package dev.slipway.router.policy.choice;

import org.jspecify.annotations.NullMarked;
