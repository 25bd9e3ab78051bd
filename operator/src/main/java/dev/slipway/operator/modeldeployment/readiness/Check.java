package dev.slipway.operator.modeldeployment.readiness;

import dev.slipway.operator.status.Verdict;
import java.util.Optional;

/** One question about a situation. Empty: nothing to complain about. */
@FunctionalInterface
interface Check {
    Optional<Verdict> evaluate(Situation situation);
}
