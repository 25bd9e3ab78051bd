package dev.slipway.operator.featureview.readiness;

import dev.slipway.operator.status.Verdict;
import java.util.Optional;

/** One question about a situation. Empty: nothing to complain about. */
@FunctionalInterface
interface ViewCheck {
    Optional<Verdict> evaluate(ViewSituation situation);
}
