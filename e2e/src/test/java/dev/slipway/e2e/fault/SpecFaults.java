package dev.slipway.e2e.fault;

import static dev.slipway.e2e.fault.Evidence.annotation;
import static dev.slipway.e2e.fault.Evidence.notScaling;
import static dev.slipway.e2e.fault.Evidence.spec;
import static dev.slipway.e2e.fault.Symptom.besideReady;
import static dev.slipway.e2e.fault.Symptom.notReady;

import java.util.List;
import java.util.stream.Stream;

/** What is asked for cannot be given, though the schema let it pass. */
final class SpecFaults {
    private static final String ROLLBACK = "slipway.dev/rollback-to";
    private static final String WRONG = "resources: {requests: {cpu: 20m, memory: 2Gi}, limits: {memory: 1Gi}}";

    private SpecFaults() {}

    static Stream<Fault> all() {
        return Stream.of(
                new Fault(
                        "a request is above its limit",
                        stage -> stage.deployWith(WRONG),
                        spec(),
                        notReady("InvalidSpec", "spec.resources.requests.memory", "2Gi", "1Gi"),
                        Stage::deployHealthy),
                new Fault(
                        "the model is in a registry and none is known",
                        stage -> stage.deploy("mlflow:models/iris/3"),
                        spec(),
                        notReady("InvalidSpec", "mlflow:models/iris/3", "spec.model.registry.url"),
                        Stage::deployHealthy),
                new Fault(
                        "the annotation names a revision that is not kept",
                        stage -> {
                            stage.deployHealthyAndWait();
                            stage.kubectl("annotate", "md", Stage.NAME, ROLLBACK + "=never-was");
                        },
                        annotation(ROLLBACK),
                        notReady("ReferenceNotFound", ROLLBACK, "never-was", "Kept: "),
                        stage -> stage.kubectl("annotate", "md", Stage.NAME, ROLLBACK + "-")),
                new Fault(
                        "nobody serves the metric of the autoscaler",
                        stage -> {
                            stage.deployHealthyAndWait();
                            stage.deploySmallWith(
                                    "scaling: {mode: Hpa, minReplicas: 1, maxReplicas: 2, metrics: {inFlight: 8}}");
                        },
                        notScaling(),
                        besideReady("ScalingActive", "MetricsUnavailable", "adapter"),
                        Stage::deployHealthy),
                new Fault(
                        "objects of the same name belong to somebody else",
                        SpecFaults::deployAmongForeigners,
                        spec(),
                        notReady("NameConflict", Stage.NAME, "belongs to somebody else"),
                        stage -> {
                            for (var kind : FOREIGN) {
                                stage.kubectl("delete", kind, Stage.NAME);
                            }
                            stage.deployHealthy();
                        }));
    }

    private static final List<String> FOREIGN = List.of("deployment", "service", "pdb", "hpa", "networkpolicy");

    private static void deployAmongForeigners(Stage stage) {
        stage.apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: iris}
                spec:
                  replicas: 0
                  selector: {matchLabels: {app: other}}
                  template: {metadata: {labels: {app: other}}, spec: {containers: [{name: other, image: localhost/busybox:1}]}}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: iris}
                spec: {selector: {app: other}, ports: [{name: http, port: 80, targetPort: 80}]}
                ---
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: iris}
                spec: {maxUnavailable: 0, selector: {matchLabels: {app: other}}}
                ---
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: iris}
                spec: {minReplicas: 7, maxReplicas: 9, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: other}}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: iris}
                spec: {podSelector: {matchLabels: {app: other}}, policyTypes: [Ingress]}
                """);
        stage.deploySmallWith("scaling: {mode: Hpa, minReplicas: 2, maxReplicas: 3}\n  networkPolicy: {enabled: true}");
    }
}
