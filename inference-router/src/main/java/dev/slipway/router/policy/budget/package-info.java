/** How much more than once: the budget of retries, hedges and fallbacks, back-off, hedging delay. Pure. */
@NullMarked
package dev.slipway.router.policy.budget;

import org.jspecify.annotations.NullMarked;
