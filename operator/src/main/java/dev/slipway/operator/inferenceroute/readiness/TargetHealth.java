package dev.slipway.operator.inferenceroute.readiness;

import dev.slipway.api.inferenceroute.InferenceRouteStatus.TargetStatus.State;
import dev.slipway.api.inferenceroute.Target;
import dev.slipway.operator.acknowledgement.RouterReport.TargetReport;
import dev.slipway.operator.inferenceroute.observe.ModelFacts;
import dev.slipway.operator.inferenceroute.observe.ObservedRoute;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether a target can answer. A ModelDeployment says so itself, in its status; of anything else the routers tell, and the one
 * that fares worst decides.
 *
 * @param reason one word: why
 */
public record TargetHealth(Target target, State state, String reason) {
    private static final String SERVING = "Serving";
    private static final List<State> WORST_FIRST =
            List.of(State.Unreachable, State.Ejected, State.Unknown, State.Healthy);

    static List<TargetHealth> all(ObservedRoute observed) {
        return observed.spec().targets().stream()
                .map(target -> of(observed, target))
                .toList();
    }

    private static TargetHealth of(ObservedRoute observed, Target target) {
        if (target.modelDeploymentRef() == null) {
            return told(observed, target);
        }
        return observed.model(target)
                .map(model -> ofModel(target, model))
                .orElseGet(() -> new TargetHealth(target, State.Unreachable, "ReferenceNotFound"));
    }

    private static TargetHealth ofModel(Target target, ModelFacts model) {
        if (model.ready() > 0) {
            return new TargetHealth(target, State.Healthy, SERVING);
        }
        var reason = model.resting() ? "ScaledToZero" : model.reason().isEmpty() ? "Pending" : model.reason();
        return new TargetHealth(target, model.resting() ? State.Unknown : State.Unreachable, reason);
    }

    private static TargetHealth told(ObservedRoute observed, Target target) {
        return observed.router().ready().stream()
                .flatMap(pod -> observed.router().report(pod).targets().stream())
                .filter(report -> report.name().equals(target.name()))
                .map(report -> new TargetHealth(target, state(report), reason(report)))
                .min(Comparator.comparing(health -> WORST_FIRST.indexOf(health.state())))
                .orElseGet(() -> new TargetHealth(target, State.Unknown, "Pending"));
    }

    private static State state(TargetReport report) {
        return switch (report.state()) {
            case "Healthy", "Degraded" -> State.Healthy;
            case "Ejected" -> State.Ejected;
            case "Lost", "Absent" -> State.Unreachable;
            default -> State.Unknown;
        };
    }

    private static String reason(TargetReport report) {
        return Optional.of(report)
                .filter(r -> !r.state().equals("Healthy"))
                .map(TargetReport::reason)
                .orElse(SERVING);
    }

    boolean canAnswer() {
        return state == State.Healthy || state == State.Unknown;
    }

    /** Whether it is known not to answer. */
    boolean isDown() {
        return !canAnswer();
    }
}
