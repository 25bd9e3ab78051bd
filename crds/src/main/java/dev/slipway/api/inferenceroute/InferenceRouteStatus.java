package dev.slipway.api.inferenceroute;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is true now. Written by the operator in one write, only when it differs. Absent fields are not known yet. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record InferenceRouteStatus(
        @JsonPropertyDescription("Generation of the spec that this status describes.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Conditions. Ready copies the first one that fails, in the order of this list.")
        List<Condition> conditions,

        @JsonPropertyDescription("Where to send requests.") @Nullable
        String url,

        @JsonPropertyDescription("Host part of the url, for kubectl get.") @Nullable
        String host,

        @JsonPropertyDescription("What carries the requests, and why.") @Nullable
        DataPlaneStatus dataPlane,

        @JsonPropertyDescription("State of each target, in the order of the spec.")
        List<TargetStatus> targets,

        @JsonPropertyDescription("Shares of the default rule, such as main=90 v8=10, for kubectl get.") @Nullable
        String traffic,

        @JsonPropertyDescription("The present or last rollout.") @Nullable
        RolloutStatus rollout) {

    public InferenceRouteStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        targets = targets == null ? List.of() : List.copyOf(targets);
    }

    /** The data plane in use. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record DataPlaneStatus(
            @JsonPropertyDescription(
                    "Gateway (an HTTPRoute), Router (Slipway's router), or GatewayToRouter (an HTTPRoute to the router).")
            @Nullable
            Mode mode,

            @JsonPropertyDescription("What in the spec led to the mode.")
            List<String> reasons,

            @JsonPropertyDescription("Hash of the configuration that should be in force.") @Nullable
            String configHash,

            @JsonPropertyDescription("Whether every replica says that it is.") @Nullable
            Boolean acknowledged) {

        public DataPlaneStatus {
            reasons = reasons == null ? List.of() : List.copyOf(reasons);
        }

        public enum Mode {
            Gateway,
            Router,
            GatewayToRouter
        }
    }

    /** State of one target. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record TargetStatus(
            @JsonPropertyDescription("Name of the target.") String name,

            @JsonPropertyDescription("Healthy, Ejected (the breaker is open), Unreachable or Unknown.") @Nullable
            State state,

            @JsonPropertyDescription("Why, as one word.") @Nullable
            String reason,

            @JsonPropertyDescription("Percent of the requests of the default rule.") @Nullable
            Integer weight) {

        public enum State {
            Healthy,
            Ejected,
            Unreachable,
            Unknown
        }
    }

    /** State of a rollout. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record RolloutStatus(
            @JsonPropertyDescription(
                    "Which candidate: the target, or the ModelDeployment, and what it serves; .2 for a second try after the cooldown. A verdict is final for it.")
            @Nullable
            String id,

            @JsonPropertyDescription(
                    "Progressing, Paused, Holding (inconclusive), Promoted, RolledBack, or CooledDown: rolled back, and free to be tried again.")
            @Nullable
            Phase phase,

            @JsonPropertyDescription("Why it is paused, held or rolled back: a metric, a signal, or what it waits for.")
            @Nullable
            String reason,

            @JsonPropertyDescription("Step in force, from 1.") @Nullable
            Integer step,

            @JsonPropertyDescription("Step, number of steps and weight, such as 2/5 10%, for kubectl get.") @Nullable
            String summary,

            @JsonPropertyDescription("Percent of the requests that the candidate gets.") @Nullable
            Integer weight,

            @JsonPropertyDescription(
                    "Requests that the candidate has answered, rounded down to 1, 2 or 5 times a power of ten.")
            @Nullable
            Long exposures,

            @JsonPropertyDescription("Bad events of the candidate; from 100 on the first two digits count.") @Nullable
            Long badCandidate,

            @JsonPropertyDescription("Bad events of the baseline; from 100 on the first two digits count.") @Nullable
            Long badBaseline,

            @JsonPropertyDescription(
                    "Evidence against the candidate, rounded down like exposures. It is rolled back at 1/alpha, times the number of routers.")
            @Nullable
            Double eValue,

            @JsonPropertyDescription("When it was rolled back.") @Nullable
            String rolledBackTime) {

        public enum Phase {
            Progressing,
            Paused,
            Holding,
            Promoted,
            RolledBack,
            CooledDown
        }
    }
}
