package dev.slipway.e2e.fault;

import static dev.slipway.e2e.fault.Evidence.noPods;
import static dev.slipway.e2e.fault.Evidence.unschedulable;
import static dev.slipway.e2e.fault.Symptom.notReady;

import dev.slipway.e2e.cluster.Cluster;
import dev.slipway.e2e.cluster.Command;
import java.util.stream.Stream;

/** The cluster has no room, or its rules do not allow the pods. */
final class CapacityFaults {
    private static final String TAINT = "e2e.slipway.dev/fault";

    private CapacityFaults() {}

    static Stream<Fault> all() {
        return Stream.of(
                new Fault(
                        "no node has so much CPU",
                        stage -> stage.deployWith("resources: {requests: {cpu: \"640\"}}"),
                        unschedulable(),
                        notReady("InsufficientCpuOrMemory", "640 cpu", "spec.resources"),
                        Stage::deployHealthy),
                new Fault(
                        "no node has so much memory",
                        stage -> stage.deployWith("resources: {requests: {cpu: 20m, memory: 64Ti}}"),
                        unschedulable(),
                        notReady("InsufficientCpuOrMemory", "64Ti memory", "spec.resources"),
                        Stage::deployHealthy),
                new Fault(
                        "no node has the label",
                        stage -> stage.deploySmallWith("scheduling: {nodeSelector: {disk: antique}}"),
                        unschedulable(),
                        notReady("NoMatchingNode", "disk", "antique"),
                        Stage::deployHealthy),
                new Fault(
                        "the quota is used up",
                        stage -> {
                            stage.kubectl("create", "quota", "tight", "--hard=pods=0");
                            stage.deployHealthy();
                        },
                        noPods(),
                        notReady("QuotaExceeded", "tight", "Raise the quota"),
                        stage -> stage.kubectl("delete", "quota", "tight")),
                new Fault(
                        "the ServiceAccount does not exist",
                        stage -> stage.deploySmallWith("scheduling: {serviceAccountName: nobody}"),
                        noPods(),
                        notReady("ReferenceNotFound", "nobody", "not found"),
                        stage -> stage.kubectl("create", "serviceaccount", "nobody")),
                new Fault(
                        "somebody adds hostNetwork where Pod Security forbids it",
                        stage -> {
                            stage.deployHealthyAndWait();
                            stage.patch(
                                    "deployment",
                                    "merge",
                                    "{\"spec\":{\"template\":{\"spec\":{\"hostNetwork\":true}}}}");
                        },
                        noPods(),
                        notReady("PodSecurityViolation", "hostNetwork"),
                        stage -> stage.patch(
                                "deployment", "merge", "{\"spec\":{\"template\":{\"spec\":{\"hostNetwork\":null}}}}")));
    }

    /** Faults of the node itself, which no other test may meet. */
    static Stream<Fault> ofTheNode() {
        return Stream.of(
                new Fault(
                        "no node has a GPU",
                        stage -> stage.deploySmallWith("gpu: {count: 1}"),
                        unschedulable(),
                        notReady("InsufficientGPU", "1 nvidia.com/gpu", "spec.gpu"),
                        stage -> gpus(1)),
                new Fault(
                        "the nodes have a taint",
                        stage -> {
                            Cluster.kubectl("taint", "node", Cluster.node(), TAINT + "=on:NoSchedule");
                            stage.deployHealthy();
                        },
                        unschedulable(),
                        notReady("TaintNotTolerated", TAINT, "spec.scheduling.tolerations"),
                        stage -> stage.deploySmallWith("scheduling: {tolerations: [{key: " + TAINT
                                + ", operator: Equal, value: \"on\", effect: NoSchedule}]}")));
    }

    /** Sets the node right again, whatever has happened. */
    static void restoreNode() {
        Cluster.kubectlCommand("taint", "node", Cluster.node(), TAINT + "-").run();
        gpus(0);
    }

    private static void gpus(int count) {
        Command.of("e2e/cluster/cluster", "gpu", Integer.toString(count)).run().text();
    }
}
