package dev.slipway.operator.inferenceroute.readiness;

import dev.slipway.operator.status.Verdict;
import java.util.Optional;

/** One question about a situation. Empty: nothing to complain about. */
@FunctionalInterface
interface RouteCheck {
    Optional<Verdict> evaluate(RouteSituation situation);
}
