package dev.slipway.operator.status;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every word that can stand in {@code reason} of a condition or an event, with what it means and what to do.
 * {@code docs/reference/reasons.md} is generated from this list.
 */
public enum Reason {
    // Any kind
    PENDING("Pending", "Nothing is known yet.", "Wait a moment."),
    PAUSED(
            "Paused",
            "spec.paused or the annotation slipway.dev/paused stops all changes.",
            "Set it to false to go on."),
    NOT_PAUSED("NotPaused", "Changes are carried out.", "Nothing."),
    RECONCILED("Reconciled", "The spec is in effect.", "Nothing."),
    NOT_STALLED("NotStalled", "Nothing needs a person.", "Nothing."),
    ACCEPTED("Accepted", "The spec is understood and can be honoured.", "Nothing."),
    INVALID_SPEC(
            "InvalidSpec",
            "The spec contradicts itself, or the API server refused what follows from it.",
            "Correct the field that the message names. What ran before keeps running."),
    REFERENCE_NOT_FOUND(
            "ReferenceNotFound",
            "Something that the spec refers to by name does not exist.",
            "Create it or correct the name; no restart is needed."),
    INVALID_SECRET(
            "InvalidSecret",
            "A Secret exists but does not have the keys that are needed.",
            "Add the keys that the message names."),
    NAME_CONFLICT(
            "NameConflict",
            "An object of the same kind and name exists and belongs to somebody else.",
            "Rename this object or remove the other one. Slipway never takes over foreign objects."),
    APPLY_FAILED(
            "ApplyFailed",
            "The API server did not take a child object.",
            "It is tried again; the message holds the API server's answer."),
    APPLY_FORBIDDEN(
            "ApplyForbidden",
            "The operator may not write a child object.",
            "Grant it the role of the Helm chart, or remove the policy that refuses it."),
    QUOTA_EXCEEDED(
            "QuotaExceeded",
            "A ResourceQuota or LimitRange of the namespace does not allow the pods.",
            "Raise the quota, or ask for less in spec.resources."),
    POD_SECURITY_VIOLATION(
            "PodSecurityViolation",
            "Pod Security admission refuses the pods.",
            "Slipway's pods satisfy the restricted profile: look for a tool that changes them."),
    POD_CREATION_FAILED(
            "PodCreationFailed",
            "Pods cannot be created, for instance because an admission webhook refuses them.",
            "See the message; it is tried again."),

    // ArtifactReady
    VERIFIED("Verified", "The model file was fetched, and its digest and format are known.", "Nothing."),
    FETCHING("Fetching", "The model file is being fetched.", "Wait."),
    ARTIFACT_NOT_FOUND(
            "ArtifactNotFound",
            "There is no file at spec.model.uri.",
            "Correct the URI or put the file there; it is tried again every few seconds."),
    ACCESS_DENIED(
            "AccessDenied",
            "The store of the model, PostgreSQL or Redis refuses access.",
            "Check the Secret that the spec names for it, and the permissions there."),
    ARTIFACT_UNAVAILABLE(
            "ArtifactUnavailable",
            "The store of the model does not answer, or too slowly.",
            "Check that pods can reach it; it is tried again every few seconds."),
    REGISTRY_UNREACHABLE(
            "RegistryUnreachable",
            "The model registry does not answer, or not as an MLflow server does.",
            "Check spec.model.registry.url and that the operator and pods can reach it; it is asked again and again."),
    CHECKSUM_MISMATCH(
            "ChecksumMismatch",
            "The file has another digest than spec.model.digest.",
            "Publish the right file, or correct the digest."),
    ARTIFACT_CORRUPT("ArtifactCorrupt", "The file is cut off or damaged.", "Publish it again."),
    UNSUPPORTED_MODEL_FORMAT(
            "UnsupportedModelFormat",
            "The file is not a model that can be served.",
            "Export it to ONNX as the message says."),
    DISK_FULL("DiskFull", "The model does not fit on the node's disk.", "Free space, or use nodes with larger disks."),

    // CapacityReady
    SCHEDULED("Scheduled", "Every pod has a node, or runs follow their schedule.", "Nothing."),
    NOT_REQUIRED("NotRequired", "No pod is wanted.", "Nothing."),
    INSUFFICIENT_GPU(
            "InsufficientGPU",
            "No node has enough free GPUs.",
            "Add GPU nodes, free GPUs, or ask for fewer in spec.gpu."),
    INSUFFICIENT_CPU_OR_MEMORY(
            "InsufficientCpuOrMemory",
            "No node has enough free CPU, memory or pods.",
            "Add nodes, or ask for less in spec.resources."),
    NO_MATCHING_NODE(
            "NoMatchingNode",
            "No node has the labels that spec.scheduling.nodeSelector or a volume needs.",
            "Correct the selector or label a node."),
    TAINT_NOT_TOLERATED(
            "TaintNotTolerated",
            "The nodes have taints that the pods do not tolerate.",
            "Add a toleration to spec.scheduling.tolerations."),
    UNSCHEDULABLE(
            "Unschedulable",
            "The scheduler has no node for the pods, for a reason not listed here.",
            "See the message, which is the scheduler's."),

    // Available
    MINIMUM_REPLICAS_READY("MinimumReplicasReady", "Replicas answer.", "Nothing."),
    IDLE("Idle", "Scaled to zero on purpose.", "Nothing."),
    NO_READY_REPLICAS("NoReadyReplicas", "No replica answers.", "Wait; if it stays, see the pods' events."),
    IMAGE_PULL_FAILED(
            "ImagePullFailed",
            "The node cannot pull the image.",
            "Check spec.server.image and the node's access to the registry."),
    CONTAINER_CONFIG_INVALID(
            "ContainerConfigInvalid", "The node cannot make the container.", "See the message, which is the node's."),
    MODEL_LOADING("ModelLoading", "The model server loads and warms up the model.", "Wait."),
    MODEL_LOAD_FAILED(
            "ModelLoadFailed",
            "ONNX Runtime cannot load the model.",
            "Try it with onnxruntime; the message is its own."),
    WARMUP_FAILED(
            "WarmupFailed",
            "The model fails on requests made from its own signature.",
            "Run it with onnxruntime on ones and zeros; fix the graph, or set spec.server.warmup.requests to 0."),
    GOLDEN_MISMATCH(
            "GoldenMismatch",
            "The model answers a golden request with other numbers than it should.",
            "Compare the message with spec.server.golden: serve the right model, or correct the answer."),
    INVALID_CONFIG(
            "InvalidConfig",
            "The model server does not take its configuration.",
            "Use a server image of the operator's version."),
    OUT_OF_MEMORY("OutOfMemory", "The process used more memory than its limit.", "Raise spec.resources.limits.memory."),
    CRASH_LOOPING("CrashLooping", "The process ends again and again.", "See the pods' logs."),
    PROBE_FAILING(
            "ProbeFailing",
            "The process runs but does not answer its probes.",
            "See the pods' logs; it may be starved of CPU."),
    INTERNAL_ERROR("InternalError", "Slipway itself failed.", "Report it with the logs."),

    // RolledOut
    ROLLED_OUT("RolledOut", "Every replica runs the present revision.", "Nothing."),
    ROLLING_OUT("RollingOut", "The present revision is replacing another one.", "Wait."),
    ROLLED_BACK(
            "RolledBack",
            "The annotation slipway.dev/rollback-to holds an older revision.",
            "Remove the annotation, or apply the old spec again."),
    PROGRESS_DEADLINE_EXCEEDED(
            "ProgressDeadlineExceeded",
            "The rollout made no progress within spec.rollout.progressDeadline.",
            "Look at the other conditions; what served before keeps serving."),

    // ScalingActive
    SCALING_ACTIVE("ScalingActive", "The autoscaler computes replicas from its metrics.", "Nothing."),
    DISABLED("Disabled", "spec.scaling.mode is Fixed.", "Nothing."),
    EXTERNAL("External", "spec.scaling.mode is External: somebody else sets the replicas.", "Nothing."),
    METRICS_UNAVAILABLE(
            "MetricsUnavailable",
            "The autoscaler gets no metrics, and does not scale.",
            "Install metrics-server, or an adapter for Pods metrics."),
    TARGET_NOT_FOUND("TargetNotFound", "The autoscaler does not find its Deployment.", "Wait; it is created again."),
    LIMITED("Limited", "The load asks for more than spec.scaling.maxReplicas.", "Raise maxReplicas, if that is meant."),

    // SourceReachable
    CONNECTED("Connected", "The last run has read the source.", "Nothing."),
    SOURCE_UNREACHABLE(
            "SourceUnreachable",
            "PostgreSQL does not answer, or breaks the connection.",
            "Check host and port in the Secret of spec.source.postgres.secretRef, and that pods can reach it; it is"
                    + " tried again."),
    SCHEMA_MISMATCH(
            "SchemaMismatch",
            "The source lacks the table or a column, or a column has a type that cannot become the feature's.",
            "Correct the field that the message names, or the table."),
    QUERY_FAILED("QueryFailed", "PostgreSQL refuses the query.", "Run it by hand; the message is PostgreSQL's."),

    // Materialized
    MATERIALIZED("Materialized", "The rows of the last successful run are served.", "Nothing."),
    MATERIALIZING("Materializing", "The first run is on its way.", "Wait."),
    MATERIALIZATION_FAILED(
            "MaterializationFailed",
            "The last run did not come to its end.",
            "See the message and the Job's pods; the next run follows the schedule."),
    ONLINE_STORE_UNREACHABLE(
            "OnlineStoreUnreachable",
            "Redis does not answer.",
            "Check the Secret of spec.online.secretRef, and that pods can reach Redis; it is tried again."),
    ONLINE_STORE_REFUSED(
            "OnlineStoreRefused",
            "Redis does not take a write: it may be full, or a replica.",
            "See the message, which is Redis's."),

    // ValidationPassed
    VALIDATION_PASSED("ValidationPassed", "The rules held in the last run, or there are none.", "Nothing."),
    VALIDATION_FAILED(
            "ValidationFailed",
            "A rule did not hold, and nothing was written; the rows of the last good run are served.",
            "Correct the data, or the rule that the message names."),
    RULES_BROKEN(
            "RulesBroken",
            "Rules did not hold. As spec.validation.onFailure says, the rows were set apart or written.",
            "Look at the message; status.validation lists the rules."),

    // Fresh
    WITHIN_OBJECTIVE(
            "WithinObjective", "The newest event is as young as spec.serving.freshnessObjective asks.", "Nothing."),
    STALE(
            "Stale",
            "The newest event is older than spec.serving.freshnessObjective.",
            "Check that the source gets new rows and that runs succeed."),

    // Available
    SERVERS_READY("ServersReady", "The feature server answers.", "Nothing."),
    CONFIGURATION_PENDING(
            "ConfigurationPending", "A server does not yet have the present configuration.", "Wait a few seconds."),
    CONFIGURATION_REFUSED(
            "ConfigurationRefused",
            "A server does not take the present configuration and goes on with the last one.",
            "Use images of one version; the message is the server's."),

    // ResolvedRefs
    RESOLVED_REFS("ResolvedRefs", "Everything that the route names exists.", "Nothing."),

    // Programmed
    PROGRAMMED("Programmed", "The data plane carries out the present spec.", "Nothing."),
    UNSUPPORTED_BY_GATEWAY(
            "UnsupportedByGateway",
            "spec.dataPlane.mode is Gateway, and an HTTPRoute cannot do what the message names.",
            "Use mode Auto or Router, or remove what the message names."),
    GATEWAY_API_MISSING(
            "GatewayApiMissing",
            "The cluster does not know the kind HTTPRoute of gateway.networking.k8s.io.",
            "Install the Gateway API and an implementation of it, or use mode Router without a gatewayRef."),
    PENDING_GATEWAY(
            "PendingGateway",
            "The Gateway has not said anything of the HTTPRoute yet.",
            "Wait; if it stays, check that the Gateway of spec.dataPlane.gatewayRef exists and that a controller"
                    + " serves it."),
    GATEWAY_REJECTED(
            "GatewayRejected",
            "The Gateway does not take the HTTPRoute.",
            "See the message, which is the Gateway's: its listeners may not admit this namespace or host name."),

    // BackendsHealthy
    ALL_HEALTHY("AllHealthy", "Every target that rules name can answer.", "Nothing."),
    SOME_UNHEALTHY(
            "SomeUnhealthy",
            "A target that rules name cannot answer; others stand in for it.",
            "See status.targets, and the ModelDeployment that the message names."),
    NONE_HEALTHY("NoneHealthy", "No target can answer.", "See status.targets; requests get onExhausted, or 503."),

    // TrafficSettled
    SETTLED("Settled", "Shares are what the spec says.", "Nothing."),
    SHIFTING("Shifting", "A candidate gets more and more of the requests.", "Wait."),
    STEP_HOLDING(
            "StepHolding",
            "The evidence about the candidate does not suffice for the next step, or a pause waits for a person.",
            "See status.rollout.reason. Send more requests, lower minRequests, or end the pause."),
    CANDIDATE_READY(
            "CandidateReady",
            "The candidate answers beside the active revision; an InferenceRoute judges it.",
            "Wait; kubectl get ir shows the steps."),
    CANDIDATE_ROLLED_BACK(
            "CandidateRolledBack",
            "The candidate was judged worse than what served before, which has all requests again.",
            "See status.rollout of the InferenceRoute. Apply another revision: this one is not tried again."),

    // TargetResolved
    RESOLVED("Resolved", "It is known where the current data is.", "Nothing."),
    PREDICTION_LOG_MISSING(
            "PredictionLogMissing",
            "The ModelDeployment of spec.modelRef has no predictionLog, and spec.current names no table.",
            "Set spec.predictionLog of the model, or spec.current.postgres of the monitor."),

    // BaselineReady
    BASELINE_READY("BaselineReady", "The last run has read the reference.", "Nothing."),
    BASELINE_COLLECTING(
            "BaselineCollecting",
            "The beginning of the prediction log is the reference, and it is not over yet.",
            "Wait; runs begin to compare when it is."),
    BASELINE_UNAVAILABLE(
            "BaselineUnavailable",
            "The reference cannot be read, or has no rows.",
            "Correct spec.reference, or put there what it names; the next run tries again."),

    // Scheduled
    SUSPENDED("Suspended", "No run is started while the monitor is paused.", "Set spec.paused to false to go on."),

    // LastRunSucceeded
    SUCCEEDED("Succeeded", "The last run came to a verdict.", "Nothing."),
    COMPARING("Comparing", "The first run is on its way.", "Wait."),
    SOURCE_UNAVAILABLE(
            "SourceUnavailable",
            "The current data cannot be read: the database is away, or there is no such table or column.",
            "See the message, which names the source; the next run tries again."),
    STORE_UNAVAILABLE(
            "StoreUnavailable",
            "The report, or what a run remembers for the next one, cannot be written.",
            "Check the claim or bucket of spec.report, and the space in it."),
    RUN_TIMED_OUT(
            "RunTimedOut",
            "The last run took too long and was stopped.",
            "Compare a shorter window, or fewer columns."),
    RUN_FAILED(
            "RunFailed",
            "The last run ended without a result that can be read.",
            "See the events and pods of its Job; the next run follows the schedule."),

    // DriftDetected, PerformanceDegraded, RetrainingActive
    NOT_CONFIGURED("NotConfigured", "The spec does not ask for it.", "Nothing."),
    INSUFFICIENT_DATA("InsufficientData", "The last run could not tell.", "See status.verdict; wait for more rows."),
    THRESHOLD_EXCEEDED(
            "ThresholdExceeded",
            "As many runs as spec.alerting.fireAfter asks found drift.",
            "Look at status.drifted and the report; train the model again if it matters."),
    DRIFT_UNCONFIRMED(
            "DriftUnconfirmed",
            "The last run found drift; spec.alerting.fireAfter asks for more before it is announced.",
            "Wait for the next runs."),
    WITHIN_THRESHOLD("WithinThreshold", "No drift is announced.", "Nothing."),
    PERFORMANCE_LOST(
            "PerformanceLost",
            "Measured or estimated performance is worse than the spec accepts, or a detector signalled.",
            "Look at status.performance; train the model again."),
    PERFORMANCE_KEPT("PerformanceKept", "Performance is as the spec asks.", "Nothing."),
    RETRAINING_IDLE("RetrainingIdle", "Nothing asks for a retraining.", "Nothing."),
    RETRAINING("Retraining", "The model is being trained again.", "Wait."),
    EVALUATING("Evaluating", "The candidate is judged against the champion.", "Wait."),
    AWAITING_APPROVAL(
            "AwaitingApproval",
            "A retraining is asked for, and a person must agree.",
            "Set the annotation that the message names, or leave it."),
    COOLING_DOWN("CoolingDown", "A retraining is asked for within the cooldown of the last one.", "Wait."),
    OUT_OF_BUDGET(
            "OutOfBudget",
            "A retraining is asked for, and the period's budget is used up.",
            "Wait, or raise spec.retraining.budget."),
    RETRAINING_SUCCEEDED("RetrainingSucceeded", "The last retraining came to its end.", "Nothing."),
    RETRAINING_FAILED("RetrainingFailed", "The last retraining failed.", "See the message and the logs of its Job."),

    // AlertsDelivered
    DELIVERED("Delivered", "Every receiver of spec.alerting.sinks has been told what there was to tell.", "Nothing."),
    DELIVERING("Delivering", "A receiver of alerts is being told.", "Wait."),
    SINK_FAILING(
            "SinkFailing",
            "A receiver of alerts cannot be told. It is tried again, later and later; nothing is lost.",
            "Correct the sink or the Secret that the message names, or heal the receiver."),

    // Deletion
    PURGING("Purging", "The view is being deleted and its rows are being removed from Redis.", "Wait."),

    // Events only
    PURGED("Purged", "The rows of a deleted view were removed from Redis.", "Nothing."),
    PURGE_FAILED(
            "PurgeFailed",
            "The rows of a deleted view could not be removed from Redis in time, and may still be there.",
            "Remove them with feature-server purge, or with the keys that the message names."),
    CHILD_REPAIRED(
            "ChildRepaired",
            "Somebody changed or deleted a child object; it was set back.",
            "Change the custom resource instead, or find who changes the child."),
    DRIFT_DETECTED("DriftDetected", "Drift is announced.", "Look at status.drifted and the report."),
    DRIFT_RESOLVED("DriftResolved", "Drift is called off: as many runs as asked found none.", "Nothing."),
    RETRAINING_STARTED("RetrainingStarted", "A retraining was decided.", "Nothing."),
    CANDIDATE_PROMOTED("CandidatePromoted", "A candidate passed every rule and is champion.", "Nothing."),
    CANDIDATE_REJECTED(
            "CandidateRejected",
            "A candidate did not pass the gate, or could not be judged or promoted.",
            "See status.promotion and the report; train a better one, or correct what the message names."),
    CHAMPION_ROLLED_BACK(
            "ChampionRolledBack",
            "A new champion did worse while it was watched, and the old one is back.",
            "Look at status.promotion.message; find out why the evaluation did not see it."),
    ROLLBACK_FAILED(
            "RollbackFailed",
            "A new champion does worse, and the old one cannot be made champion again.",
            "Move the alias in the registry by hand; the message says what failed."),
    SURGE_DISABLED(
            "SurgeDisabled",
            "No spare GPU: replicas are replaced one at a time, without an extra one.",
            "Nothing, or add a GPU.");

    private final String word;
    private final String meaning;
    private final String remedy;

    Reason(String word, String meaning, String remedy) {
        this.word = word;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /** The spelling in conditions and events. */
    public String word() {
        return word;
    }

    public String meaning() {
        return meaning;
    }

    public String remedy() {
        return remedy;
    }

    /** Whether it tells of something wrong, not of a step on the way. */
    public boolean isFailure() {
        return switch (this) {
            case PENDING,
                    FETCHING,
                    MODEL_LOADING,
                    NO_READY_REPLICAS,
                    ROLLING_OUT,
                    PAUSED,
                    MATERIALIZING,
                    COMPARING,
                    BASELINE_COLLECTING,
                    SUSPENDED,
                    CONFIGURATION_PENDING,
                    PURGING,
                    PENDING_GATEWAY,
                    SHIFTING,
                    CANDIDATE_READY -> false;
            default -> true;
        };
    }

    /** The reason of this spelling, if it is one of ours. */
    public static Optional<Reason> ofWord(String word) {
        return Arrays.stream(values()).filter(r -> r.word.equals(word)).findFirst();
    }
}
