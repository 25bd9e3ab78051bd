package dev.slipway.router.config;

import dev.slipway.router.policy.rollout.RolloutPlan;
import dev.slipway.router.policy.rollout.RolloutState;
import java.util.Optional;

/**
 * A candidate beside a baseline.
 *
 * @param candidate a target
 * @param baseline a target: the candidate's share is a part of what this one gets
 * @param resume where another router, or this one before, had got to
 */
public record ExperimentConfig(String candidate, String baseline, RolloutPlan plan, Optional<RolloutState> resume) {}
