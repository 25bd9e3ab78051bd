package dev.slipway.e2e.fault;

import static dev.slipway.e2e.fault.Evidence.deleted;
import static dev.slipway.e2e.fault.Evidence.is;
import static dev.slipway.e2e.fault.Symptom.repaired;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.stream.Stream;

/** Somebody lays hands on the objects that the operator made. They are set back at once, and an event says so. */
final class ChildFaults {
    /** The operator cures it; a user only waits. */
    private static final Fault.Step WAIT =
            stage -> stage.kubectl("rollout", "status", "deployment/" + Stage.NAME, "--timeout=120s");

    private ChildFaults() {}

    static Stream<Fault> all() {
        return Stream.of(
                new Fault(
                        "somebody deletes the Service",
                        stage -> {
                            stage.deployHealthyAndWait();
                            stage.kubectl("delete", "service", Stage.NAME);
                        },
                        deleted(Service.class),
                        repaired("Service iris", "deleted"),
                        WAIT),
                new Fault(
                        "somebody deletes the Deployment",
                        stage -> {
                            stage.deployHealthyAndWait();
                            stage.kubectl("delete", "deployment", Stage.NAME);
                        },
                        deleted(Deployment.class),
                        repaired("Deployment iris", "deleted"),
                        WAIT),
                new Fault(
                        "somebody edits the port of the Service",
                        stage -> {
                            stage.deployHealthyAndWait();
                            stage.patch(
                                    "service",
                                    "json",
                                    "[{\"op\":\"replace\",\"path\":\"/spec/ports/0/targetPort\",\"value\":1}]");
                        },
                        is(
                                Service.class,
                                s -> Integer.valueOf(1)
                                        .equals(s.getSpec()
                                                .getPorts()
                                                .getFirst()
                                                .getTargetPort()
                                                .getIntVal())),
                        repaired("Service iris", "changed"),
                        WAIT),
                new Fault(
                        "somebody edits a label of the revision's ConfigMap",
                        stage -> {
                            stage.deployHealthyAndWait();
                            stage.kubectl(
                                    "label",
                                    "configmap",
                                    "--selector=slipway.dev/modeldeployment=" + Stage.NAME,
                                    "app.kubernetes.io/name=other",
                                    "--overwrite");
                        },
                        is(
                                ConfigMap.class,
                                c -> "other".equals(c.getMetadata().getLabels().get("app.kubernetes.io/name"))),
                        repaired("ConfigMap iris-", "app.kubernetes.io/name", "changed"),
                        WAIT),
                new Fault(
                        "somebody edits the image of the Deployment",
                        stage -> {
                            stage.deployHealthyAndWait();
                            stage.kubectl(
                                    "set", "image", "deployment/" + Stage.NAME, "model-server=localhost/busybox:1");
                        },
                        is(
                                Deployment.class,
                                d -> d.getSpec()
                                        .getTemplate()
                                        .getSpec()
                                        .getContainers()
                                        .getFirst()
                                        .getImage()
                                        .equals("localhost/busybox:1")),
                        repaired("Deployment iris", "image", "changed"),
                        WAIT));
    }
}
