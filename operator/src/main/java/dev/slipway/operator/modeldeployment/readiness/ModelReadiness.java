package dev.slipway.operator.modeldeployment.readiness;

import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.ARTIFACT_READY;
import static dev.slipway.operator.status.ConditionType.AVAILABLE;
import static dev.slipway.operator.status.ConditionType.CAPACITY_READY;
import static dev.slipway.operator.status.ConditionType.ROLLED_OUT;

import dev.slipway.operator.modeldeployment.plan.Revision;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.workload.readiness.Remedies;
import dev.slipway.operator.workload.readiness.ScalingVerdict;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One verdict for each condition of a ModelDeployment, in Ready order: the first that fails is what {@code kubectl get} shows
 * as REASON. Within a condition the checks stand in the order in which causes hide one another.
 */
public final class ModelReadiness {
    static final Remedies REMEDIES = new Remedies(
            "model server",
            "spec.server.image",
            "spec.server.env",
            "spec.resources.limits.memory",
            "spec.resources",
            "spec.scheduling",
            homes(),
            Set.of(Reason.ARTIFACT_UNAVAILABLE, Reason.REGISTRY_UNREACHABLE));

    private static final List<ConditionType> READY_ORDER =
            List.of(ACCEPTED, ARTIFACT_READY, CAPACITY_READY, AVAILABLE, ROLLED_OUT);

    private static final Map<ConditionType, List<Check>> CHECKS = Map.of(
            ACCEPTED,
                    List.of(
                            SpecChecks::specCanBeHonoured,
                            SpecChecks::childrenWereWritten,
                            SpecChecks::podsCanBeCreated,
                            CapacityChecks::claimsExist,
                            PodChecks::referencesExist),
            CAPACITY_READY, List.of(CapacityChecks::podsCanBeScheduled),
            ARTIFACT_READY,
                    List.of(SpecChecks::versionIsKnown, PodChecks::modelCanBeFetched, PodChecks::modelWasFetched),
            AVAILABLE, List.of(PodChecks::processesStayUp, PodChecks::somebodyAnswers),
            ROLLED_OUT,
                    List.of(
                            PodChecks::newRevisionComesUp,
                            RolloutChecks::madeProgress,
                            RolloutChecks::everyReplicaRunsThisRevision,
                            CandidateChecks::candidateIsIn,
                            RolloutChecks::specIsInEffect));

    /** The conditions that decide Ready, and those that stand apart. */
    public record Verdicts(List<Verdict> inReadyOrder, List<Verdict> apart) {}

    private ModelReadiness() {}

    private static Map<Reason, ConditionType> homes() {
        var homes = new EnumMap<Reason, ConditionType>(Reason.class);
        Stream.of(Reason.REFERENCE_NOT_FOUND, Reason.INVALID_SECRET).forEach(r -> homes.put(r, ACCEPTED));
        Stream.of(
                        Reason.ARTIFACT_NOT_FOUND,
                        Reason.ACCESS_DENIED,
                        Reason.ARTIFACT_UNAVAILABLE,
                        Reason.REGISTRY_UNREACHABLE,
                        Reason.CHECKSUM_MISMATCH,
                        Reason.ARTIFACT_CORRUPT,
                        Reason.UNSUPPORTED_MODEL_FORMAT,
                        Reason.DISK_FULL)
                .forEach(r -> homes.put(r, ARTIFACT_READY));
        Stream.of(
                        Reason.INVALID_CONFIG,
                        Reason.MODEL_LOAD_FAILED,
                        Reason.WARMUP_FAILED,
                        Reason.GOLDEN_MISMATCH,
                        Reason.OUT_OF_MEMORY,
                        Reason.INTERNAL_ERROR)
                .forEach(r -> homes.put(r, AVAILABLE));
        return Collections.unmodifiableMap(homes);
    }

    public static Verdicts judge(Situation situation) {
        return new Verdicts(
                READY_ORDER.stream().map(type -> judge(type, situation)).toList(),
                List.of(ScalingVerdict.of(
                        situation.observed().spec().scaling(),
                        situation.observed().autoscaler())));
    }

    private static Verdict judge(ConditionType type, Situation situation) {
        var nothingRuns = situation.plan().target().isEmpty() && type != ACCEPTED;
        if (nothingRuns
                && situation.plan().refusal().filter(r -> r.home() == type).isEmpty()) {
            return Verdict.unknown(type, Reason.PENDING, "Nothing runs until the spec is accepted.");
        }
        return CHECKS.getOrDefault(type, List.of()).stream()
                .flatMap(check -> check.evaluate(situation).stream())
                .findFirst()
                .orElseGet(() -> fine(type, situation));
    }

    private static Verdict fine(ConditionType type, Situation situation) {
        var idle = situation.desiredReplicas() == 0;
        return switch (type) {
            case ARTIFACT_READY -> Verdict.fine(type, Reason.VERIFIED, verified(situation));
            case CAPACITY_READY ->
                idle
                        ? Verdict.fine(type, Reason.NOT_REQUIRED, "No replica is wanted.")
                        : Verdict.fine(type, Reason.SCHEDULED, "Every replica has a node.");
            case AVAILABLE ->
                idle
                        ? Verdict.fine(type, Reason.IDLE, "Scaled to zero.")
                        : Verdict.fine(type, Reason.MINIMUM_REPLICAS_READY, "Replicas answer.");
            case ROLLED_OUT ->
                idle
                        ? Verdict.fine(type, Reason.IDLE, "Scaled to zero.")
                        : Verdict.fine(type, Reason.ROLLED_OUT, "Every replica runs the present revision.");
            default -> Verdict.fine(ACCEPTED, Reason.ACCEPTED, "The spec can be honoured.");
        };
    }

    /** A registry that is silent changes nothing of what is served; that nothing new will come is worth a word. */
    private static String verified(Situation situation) {
        var fetched = "The model file was fetched and verified.";
        var version = situation.plan().target().flatMap(Revision::version);
        return situation
                .observed()
                .alias()
                .problem()
                .flatMap(problem -> version.map(v -> "Version " + v + " stays: " + problem.message()))
                .orElse(fetched);
    }
}
