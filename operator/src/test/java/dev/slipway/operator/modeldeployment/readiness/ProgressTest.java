package dev.slipway.operator.modeldeployment.readiness;

import static dev.slipway.operator.modeldeployment.readiness.Case.when;
import static dev.slipway.operator.modeldeployment.readiness.Facts.fetching;
import static dev.slipway.operator.modeldeployment.readiness.Facts.loading;
import static dev.slipway.operator.modeldeployment.readiness.Facts.ready;
import static dev.slipway.operator.modeldeployment.readiness.Facts.serverEnded;
import static dev.slipway.operator.modeldeployment.readiness.Facts.serverWaits;
import static dev.slipway.operator.modeldeployment.readiness.Facts.startedButNeverReady;
import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.ARTIFACT_READY;
import static dev.slipway.operator.status.ConditionType.AVAILABLE;
import static dev.slipway.operator.status.ConditionType.ROLLED_OUT;
import static dev.slipway.operator.status.Verdict.Severity.NONE;
import static dev.slipway.operator.status.Verdict.Severity.STUCK;
import static dev.slipway.operator.status.Verdict.Severity.WAITING;
import static dev.slipway.operator.status.Verdict.State.FALSE;
import static dev.slipway.operator.status.Verdict.State.TRUE;
import static dev.slipway.operator.status.Verdict.State.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.operator.status.Reason;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How far a model is on its way, whether a rollout gets on, and whether its spec can be followed. */
class ProgressTest {
    static Stream<Case> cases() {
        return Stream.of(progress(), rollout(), spec()).flatMap(s -> s);
    }

    private static Stream<Case> progress() {
        return Stream.of(
                when("no pod is there yet")
                        .then(
                                ARTIFACT_READY,
                                UNKNOWN,
                                Reason.PENDING,
                                WAITING,
                                "Waiting for a pod to fetch the model."),
                when("the model is on its way")
                        .pods(fetching())
                        .then(ARTIFACT_READY, UNKNOWN, Reason.FETCHING, WAITING, "The model is being fetched."),
                when("the server loads")
                        .pods(loading())
                        .then(
                                AVAILABLE,
                                FALSE,
                                Reason.MODEL_LOADING,
                                WAITING,
                                "The model is being loaded and warmed up."),
                when("the server has just passed its startup probe, it is not called failing")
                        .pods(startedButNeverReady())
                        .then(
                                AVAILABLE,
                                FALSE,
                                Reason.MODEL_LOADING,
                                WAITING,
                                "The model is being loaded and warmed up."),
                when("the fetched model waits for its server")
                        .pods(serverWaits("PodInitializing", ""))
                        .then(AVAILABLE, FALSE, Reason.NO_READY_REPLICAS, WAITING, "No replica answers yet."),
                when("a pod is ready, its model was verified")
                        .pods(ready())
                        .then(ARTIFACT_READY, TRUE, Reason.VERIFIED, NONE, "The model file was fetched and verified."),
                when("a pod is ready, replicas answer")
                        .pods(ready())
                        .then(AVAILABLE, TRUE, Reason.MINIMUM_REPLICAS_READY, NONE, "Replicas answer."),
                when("no replica is wanted, none is missed")
                        .spec("scaling: {minReplicas: 0}")
                        .then(AVAILABLE, TRUE, Reason.IDLE, NONE, "Scaled to zero."));
    }

    private static Stream<Case> rollout() {
        return Stream.of(
                when("every replica runs what is asked for")
                        .pods(ready())
                        .then(ROLLED_OUT, TRUE, Reason.ROLLED_OUT, NONE, "Every replica runs the present revision."),
                when("an older replica is still there")
                        .pods(Facts.of("old", ready()), ready())
                        .then(
                                ROLLED_OUT,
                                FALSE,
                                Reason.ROLLING_OUT,
                                WAITING,
                                "Revision 36714552eb is replacing an older one."),
                when("replicas of a first rollout are missing")
                        .spec("scaling: {minReplicas: 2}")
                        .pods(ready())
                        .then(
                                ROLLED_OUT,
                                FALSE,
                                Reason.ROLLING_OUT,
                                WAITING,
                                "Waiting until all replicas of revision 36714552eb answer."),
                when("a new revision does not come up beside one that serves, the old one is available")
                        .pods(Facts.of("old", ready()), serverEnded("OOMKilled", 137, ""))
                        .then(AVAILABLE, TRUE, Reason.MINIMUM_REPLICAS_READY, NONE, "Replicas answer."),
                when("a new revision does not come up beside one that serves, the rollout is what fails")
                        .pods(Facts.of("old", ready()), serverEnded("OOMKilled", 137, ""))
                        .then(
                                ROLLED_OUT,
                                FALSE,
                                Reason.OUT_OF_MEMORY,
                                STUCK,
                                "model-server used more memory than its limit. Raise spec.resources.limits.memory."),
                when("a rollout makes no progress")
                        .pods(loading())
                        .deployment("Progressing", "ProgressDeadlineExceeded", "")
                        .then(
                                ROLLED_OUT,
                                FALSE,
                                Reason.PROGRESS_DEADLINE_EXCEEDED,
                                STUCK,
                                "The rollout made no progress for 10m. What served before keeps serving. See the pods' events, or apply the old spec again."),
                when("no GPU is spare, replicas are replaced one by one")
                        .spec("gpu: {}")
                        .pods(
                                Facts.of("old", ready()),
                                Facts.unschedulable(
                                        "0/1 nodes are available: 1 Insufficient nvidia.com/gpu. preemption: 0/1"))
                        .then(
                                ROLLED_OUT,
                                FALSE,
                                Reason.ROLLING_OUT,
                                WAITING,
                                "Revision 0bfec643bd is replacing an older one, one replica at a time without an extra one, since no GPU is spare."));
    }

    private static Stream<Case> spec() {
        return Stream.of(
                when("everything is fine").then(ACCEPTED, TRUE, Reason.ACCEPTED, NONE, "The spec can be honoured."),
                when("no image has what the spec asks for")
                        .spec("server: {executionProviders: [CUDA]}")
                        .then(
                                ACCEPTED,
                                FALSE,
                                Reason.INVALID_SPEC,
                                STUCK,
                                "spec.server.executionProviders names CUDA, and this installation has no image of the model server for GPUs. Set modelServer.gpuImage of the chart, or spec.server.image."),
                when("a refused spec never ran")
                        .spec("server: {executionProviders: [CUDA]}")
                        .then(AVAILABLE, UNKNOWN, Reason.PENDING, WAITING, "Nothing runs until the spec is accepted."),
                when("the spec contradicts itself")
                        .spec("resources: {requests: {cpu: 2}, limits: {cpu: 1}}")
                        .then(
                                ACCEPTED,
                                FALSE,
                                Reason.INVALID_SPEC,
                                STUCK,
                                "spec.resources.requests.cpu 2 is more than the limit 1. Lower the request or raise the limit."),
                when("a child cannot be written for now")
                        .failure(Reason.APPLY_FAILED, "Service iris: the API server answered 500. It is tried again.")
                        .then(
                                ACCEPTED,
                                FALSE,
                                Reason.APPLY_FAILED,
                                WAITING,
                                "Service iris: the API server answered 500. It is tried again."),
                when("a child may not be written")
                        .failure(Reason.APPLY_FORBIDDEN, "Service iris: forbidden")
                        .then(ACCEPTED, FALSE, Reason.APPLY_FORBIDDEN, STUCK, "Service iris: forbidden"),
                when("a child is somebody else's")
                        .failure(Reason.NAME_CONFLICT, "Service iris exists")
                        .then(ACCEPTED, FALSE, Reason.NAME_CONFLICT, STUCK, "Service iris exists"),
                when("pods exceed a quota")
                        .deployment(
                                "ReplicaFailure",
                                "FailedCreate",
                                "pods \"iris-5d4f-x2k9p\" is forbidden: exceeded quota: q, requested: cpu=250m, used: cpu=0, limited: cpu=100m")
                        .then(
                                ACCEPTED,
                                FALSE,
                                Reason.QUOTA_EXCEEDED,
                                STUCK,
                                "exceeded quota: q, requested: cpu=250m, used: cpu=0, limited: cpu=100m. Raise the quota, or ask for less in spec.resources."),
                when("pods exceed a LimitRange")
                        .deployment(
                                "ReplicaFailure",
                                "FailedCreate",
                                "pods \"iris-5d4f-x2k9p\" is forbidden: maximum memory usage per Container is 256Mi, but limit is 512Mi")
                        .then(
                                ACCEPTED,
                                FALSE,
                                Reason.QUOTA_EXCEEDED,
                                STUCK,
                                "maximum memory usage per Container is 256Mi, but limit is 512Mi. Raise the quota, or ask for less in spec.resources."),
                when("Pod Security refuses the pods")
                        .deployment(
                                "ReplicaFailure",
                                "FailedCreate",
                                "pods \"iris-5d4f-x2k9p\" is forbidden: violates PodSecurity \"restricted:latest\": host namespaces")
                        .then(
                                ACCEPTED,
                                FALSE,
                                Reason.POD_SECURITY_VIOLATION,
                                STUCK,
                                "violates PodSecurity \"restricted:latest\": host namespaces"),
                when("the ServiceAccount does not exist")
                        .deployment(
                                "ReplicaFailure",
                                "FailedCreate",
                                "pods \"iris-5d4f-\" is forbidden: error looking up service account shop/x: serviceaccount \"x\" not found")
                        .then(
                                ACCEPTED,
                                FALSE,
                                Reason.REFERENCE_NOT_FOUND,
                                STUCK,
                                "serviceaccount \"x\" not found. Create it, or correct the name in spec.scheduling."),
                when("the PriorityClass does not exist")
                        .deployment(
                                "ReplicaFailure",
                                "FailedCreate",
                                "pods \"iris-5d4f-\" is forbidden: no PriorityClass with name x was found")
                        .then(
                                ACCEPTED,
                                FALSE,
                                Reason.REFERENCE_NOT_FOUND,
                                STUCK,
                                "no PriorityClass with name x was found. Create it, or correct the name in spec.scheduling."),
                when("a webhook of somebody's is down, although a service is not found")
                        .deployment(
                                "ReplicaFailure",
                                "FailedCreate",
                                "Internal error occurred: failed calling webhook \"w.example.com\": service \"w\" not found")
                        .then(
                                ACCEPTED,
                                FALSE,
                                Reason.POD_CREATION_FAILED,
                                WAITING,
                                "Internal error occurred: failed calling webhook \"w.example.com\": service \"w\" not found"),
                when("an annotation asks for a revision that is not kept")
                        .annotated("slipway.dev/rollback-to", "0000000000")
                        .then(
                                ACCEPTED,
                                FALSE,
                                Reason.REFERENCE_NOT_FOUND,
                                STUCK,
                                "Annotation slipway.dev/rollback-to names revision 0000000000, which is not kept. Kept: none."));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void verdict(Case given) {
        var verdicts = ModelReadiness.judge(given.situation());

        var type = given.verdict().type();
        assertThat(Stream.concat(verdicts.inReadyOrder().stream(), verdicts.apart().stream())
                        .filter(v -> v.type() == type))
                .containsExactly(given.verdict());
    }
}
