/** Which endpoint of a target: power of two choices by peak-EWMA, and breakers that take endpoints out. Pure. */
@NullMarked
package dev.slipway.router.policy.balance;

import org.jspecify.annotations.NullMarked;
