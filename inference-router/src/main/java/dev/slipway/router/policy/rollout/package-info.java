/** Is the candidate as good as the baseline: the anytime-valid test and the steps of a rollout. Pure. */
@NullMarked
package dev.slipway.router.policy.rollout;

import org.jspecify.annotations.NullMarked;
