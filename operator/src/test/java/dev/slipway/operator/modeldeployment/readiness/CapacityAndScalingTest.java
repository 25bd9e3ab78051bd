package dev.slipway.operator.modeldeployment.readiness;

import static dev.slipway.operator.modeldeployment.readiness.Case.when;
import static dev.slipway.operator.modeldeployment.readiness.Facts.ready;
import static dev.slipway.operator.modeldeployment.readiness.Facts.unschedulable;
import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.CAPACITY_READY;
import static dev.slipway.operator.status.ConditionType.SCALING_ACTIVE;
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

/** The words of the scheduler and of the autoscaler, and what the status makes of them. */
class CapacityAndScalingTest {
    private static final String HPA = "scaling: {mode: Hpa, maxReplicas: 4}";

    static Stream<Case> cases() {
        return Stream.concat(scheduler(), autoscaler());
    }

    private static Stream<Case> scheduler() {
        return Stream.of(
                when("no node has a free GPU")
                        .spec("gpu: {count: 2}")
                        .node("nvidia.com/gpu", "1")
                        .pods(
                                unschedulable(
                                        "0/3 nodes are available: 3 Insufficient nvidia.com/gpu. no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod."))
                        .then(
                                CAPACITY_READY,
                                FALSE,
                                Reason.INSUFFICIENT_GPU,
                                WAITING,
                                "A replica needs 2 nvidia.com/gpu and no node has that free; the largest node has 1 in all. Add or free one, or ask for less in spec.gpu."),
                when("no node has the CPU, at the end of a sentence")
                        .pods(unschedulable("0/1 nodes are available: 1 Insufficient cpu."))
                        .then(
                                CAPACITY_READY,
                                FALSE,
                                Reason.INSUFFICIENT_CPU_OR_MEMORY,
                                WAITING,
                                "A replica needs 250m cpu and no node has that free. Add a node, or ask for less in spec.resources."),
                when("one of two replicas finds no memory")
                        .spec("scaling: {minReplicas: 2}")
                        .pods(
                                ready(),
                                unschedulable(
                                        "0/2 nodes are available: 1 Insufficient memory, 1 node(s) had untolerated taint {a: b}."))
                        .then(
                                CAPACITY_READY,
                                FALSE,
                                Reason.INSUFFICIENT_CPU_OR_MEMORY,
                                WAITING,
                                "1 of 2 replicas: A replica needs 512Mi memory and no node has that free. Add a node, or ask for less in spec.resources."),
                when("the deadline has passed, a person must act")
                        .pods(unschedulable("0/1 nodes are available: 1 Insufficient cpu."))
                        .deployment("Progressing", "ProgressDeadlineExceeded", "")
                        .then(
                                CAPACITY_READY,
                                FALSE,
                                Reason.INSUFFICIENT_CPU_OR_MEMORY,
                                STUCK,
                                "A replica needs 250m cpu and no node has that free. Add a node, or ask for less in spec.resources."),
                when("every node has a taint")
                        .pods(
                                unschedulable(
                                        "0/2 nodes are available: 2 node(s) had untolerated taint {gpu: true}. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling."))
                        .then(
                                CAPACITY_READY,
                                FALSE,
                                Reason.TAINT_NOT_TOLERATED,
                                WAITING,
                                "The nodes have the taint gpu: true that the pods do not tolerate. Add spec.scheduling.tolerations, or use other nodes."),
                when("every node has a taint, and the scheduler does not say which")
                        .taint("gpu=true:NoSchedule")
                        .pods(
                                unschedulable(
                                        "0/1 nodes are available: 1 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling."))
                        .then(
                                CAPACITY_READY,
                                FALSE,
                                Reason.TAINT_NOT_TOLERATED,
                                WAITING,
                                "The nodes have taints (gpu=true:NoSchedule) that the pods do not tolerate. Add spec.scheduling.tolerations, or use other nodes."),
                when("no node has the labels")
                        .spec("scheduling: {nodeSelector: {pool: x}}")
                        .pods(unschedulable(
                                "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector."))
                        .then(
                                CAPACITY_READY,
                                FALSE,
                                Reason.NO_MATCHING_NODE,
                                WAITING,
                                "No node matches spec.scheduling.nodeSelector {pool=x}. Correct it, or label a node."),
                when("every node is full of pods")
                        .pods(unschedulable("0/1 nodes are available: 1 Too many pods."))
                        .then(
                                CAPACITY_READY,
                                FALSE,
                                Reason.INSUFFICIENT_CPU_OR_MEMORY,
                                WAITING,
                                "Every node runs as many pods as it may. Add nodes."),
                when("the scheduler says something else")
                        .pods(
                                unschedulable(
                                        "0/5 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/5 nodes"))
                        .then(
                                CAPACITY_READY,
                                FALSE,
                                Reason.UNSCHEDULABLE,
                                WAITING,
                                "pod has unbound immediate PersistentVolumeClaims."),
                when("the claim does not exist")
                        .model("pvc://models/m.onnx")
                        .pods(
                                unschedulable(
                                        "0/1 nodes are available: persistentvolumeclaim \"models\" not found. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling."))
                        .then(
                                ACCEPTED,
                                FALSE,
                                Reason.REFERENCE_NOT_FOUND,
                                STUCK,
                                "persistentvolumeclaim \"models\" not found. Create it, or correct spec.model.uri."),
                when("every pod has a node")
                        .pods(ready())
                        .then(CAPACITY_READY, TRUE, Reason.SCHEDULED, NONE, "Every replica has a node."),
                when("no replica is wanted")
                        .spec("scaling: {minReplicas: 0}")
                        .then(CAPACITY_READY, TRUE, Reason.NOT_REQUIRED, NONE, "No replica is wanted."));
    }

    private static Stream<Case> autoscaler() {
        return Stream.of(
                when("nobody scales").then(SCALING_ACTIVE, TRUE, Reason.DISABLED, NONE, "spec.scaling.mode is Fixed."),
                when("somebody else scales")
                        .spec("scaling: {mode: External}")
                        .then(
                                SCALING_ACTIVE,
                                TRUE,
                                Reason.EXTERNAL,
                                NONE,
                                "spec.scaling.mode is External: replicas are not written by Slipway."),
                when("the autoscaler is new")
                        .spec(HPA)
                        .then(
                                SCALING_ACTIVE,
                                UNKNOWN,
                                Reason.PENDING,
                                WAITING,
                                "The autoscaler has not computed anything yet."),
                when("the autoscaler has no metrics")
                        .spec(HPA)
                        .autoscaler(
                                "{type: AbleToScale, status: 'True'}, {type: ScalingActive, status: 'False', reason: FailedGetResourceMetric}")
                        .then(
                                SCALING_ACTIVE,
                                FALSE,
                                Reason.METRICS_UNAVAILABLE,
                                WAITING,
                                "The autoscaler gets no metrics (FailedGetResourceMetric) and keeps the present replicas. Install metrics-server, or an adapter that serves the Pods metrics of spec.scaling.metrics."),
                when("the autoscaler does not find the Deployment")
                        .spec(HPA)
                        .autoscaler("{type: AbleToScale, status: 'False', reason: FailedGetScale}")
                        .then(
                                SCALING_ACTIVE,
                                FALSE,
                                Reason.TARGET_NOT_FOUND,
                                WAITING,
                                "The autoscaler cannot scale: FailedGetScale."),
                when("the load asks for more than the most")
                        .spec(HPA)
                        .autoscaler(
                                "{type: ScalingActive, status: 'True'}, {type: ScalingLimited, status: 'True', reason: TooManyReplicas}")
                        .then(
                                SCALING_ACTIVE,
                                FALSE,
                                Reason.LIMITED,
                                WAITING,
                                "The load asks for more than maxReplicas 4. Raise it, if that is meant."),
                when("the load asks for less than the least, which is fine")
                        .spec(HPA)
                        .autoscaler(
                                "{type: ScalingActive, status: 'True'}, {type: ScalingLimited, status: 'True', reason: TooFewReplicas}")
                        .then(
                                SCALING_ACTIVE,
                                TRUE,
                                Reason.SCALING_ACTIVE,
                                NONE,
                                "The autoscaler follows its metrics."));
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
