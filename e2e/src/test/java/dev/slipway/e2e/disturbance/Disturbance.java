package dev.slipway.e2e.disturbance;

import dev.slipway.e2e.cluster.Cluster;
import dev.slipway.e2e.cluster.Installation;
import dev.slipway.e2e.cluster.ModelView;
import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.model.ModelFile;
import dev.slipway.e2e.model.ModelStore;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One thing that happens to the model {@value #NAME} under load; each returns when the model has settled again. */
public enum Disturbance {
    ROLLOUT_OF_A_MODEL {
        @Override
        public void happen(Sandbox sandbox, int round) throws InterruptedException {
            takeTheOtherModel(sandbox);
            sandbox.awaitReady(NAME);
        }
    },
    SCALE_UP {
        @Override
        public void happen(Sandbox sandbox, int round) throws InterruptedException {
            sandbox.kubectl("scale", "md", NAME, "--replicas=4");
            sandbox.awaitReady(NAME);
        }
    },
    SCALE_DOWN {
        @Override
        public void happen(Sandbox sandbox, int round) throws InterruptedException {
            patch(sandbox, "{\"scaling\":{\"minReplicas\":2}}");
            sandbox.awaitReady(NAME);
        }
    },
    DEATH_OF_A_POD {
        @Override
        public void happen(Sandbox sandbox, int round) throws InterruptedException {
            var victim = oldestPod(sandbox);
            sandbox.kubectl("delete", "pod", victim, "--wait=false");
            awaitReplacement(sandbox, victim);
        }
    },
    ROLLOUT_OF_A_SETTING {
        @Override
        public void happen(Sandbox sandbox, int round) throws InterruptedException {
            patch(sandbox, "{\"server\":{\"warmup\":{\"requests\":" + (16 + round) + "}}}");
            sandbox.awaitReady(NAME);
        }
    },
    ROLLBACK {
        @Override
        public void happen(Sandbox sandbox, int round) throws InterruptedException {
            var older = sandbox.model(NAME).revisions().get(1);
            sandbox.kubectl("annotate", "md", NAME, ANNOTATION + "=" + older);
            sandbox.awaitNow(
                    "revision " + older + " runs",
                    NAME,
                    m -> reason(m, "RolledOut").equals(Optional.of("RolledBack")) && Sandbox.settled(m));
            sandbox.kubectl("annotate", "md", NAME, ANNOTATION + "-");
            sandbox.awaitReady(NAME);
        }
    },
    DEATH_OF_THE_OPERATOR {
        @Override
        public void happen(Sandbox sandbox, int round) throws InterruptedException {
            takeTheOtherModel(sandbox);
            var killed = Instant.now();
            Installation.awaitLeaderOtherThan(Installation.killLeader(), killed);
            sandbox.awaitReady(NAME);
        }
    },
    UPGRADE_OF_THE_OPERATOR {
        @Override
        public void happen(Sandbox sandbox, int round) throws InterruptedException {
            var before = podTemplate(sandbox);
            Installation.upgrade(Long.toString(Instant.now().getEpochSecond()));
            sandbox.awaitReady(NAME);
            if (!before.equals(podTemplate(sandbox))) {
                throw new AssertionError("the upgrade of the operator changed the pods of a model");
            }
        }
    };

    /** Name of the ModelDeployment that is disturbed. */
    public static final String NAME = "iris";

    private static final String ANNOTATION = "slipway.dev/rollback-to";

    /** Lets it happen. */
    public abstract void happen(Sandbox sandbox, int round) throws InterruptedException;

    /** Where the model is served that runs first. */
    public static String firstUri() {
        return ModelStore.shared().put("/first.onnx", ModelFile.IRIS);
    }

    private static String otherUri() {
        return ModelStore.shared().put("/other.onnx", ModelFile.OTHER_IRIS);
    }

    /** Two models take turns. */
    private static void takeTheOtherModel(Sandbox sandbox) {
        var now = sandbox.kubectl("get", "md", NAME, "-o", "jsonpath={.spec.model.uri}");
        var next = now.equals(firstUri()) ? otherUri() : firstUri();
        patch(sandbox, "{\"model\":{\"uri\":\"" + next + "\"}}");
    }

    private static void patch(Sandbox sandbox, String spec) {
        sandbox.kubectl("patch", "md", NAME, "--type=merge", "-p", "{\"spec\":" + spec + "}");
    }

    private static Optional<String> reason(ModelView model, String type) {
        return model.condition(type).map(ModelView.Condition::reason);
    }

    private static String podTemplate(Sandbox sandbox) {
        return sandbox.kubectl("get", "deploy", NAME, "-o", "jsonpath={.spec.template}");
    }

    private static String oldestPod(Sandbox sandbox) {
        return pods(sandbox).stream()
                .min(Comparator.comparing(p -> p.getMetadata().getCreationTimestamp()))
                .orElseThrow()
                .getMetadata()
                .getName();
    }

    private static List<Pod> pods(Sandbox sandbox) {
        return Cluster.client()
                .pods()
                .inNamespace(sandbox.namespace())
                .withLabel("slipway.dev/modeldeployment", NAME)
                .list()
                .getItems();
    }

    private static void awaitReplacement(Sandbox sandbox, String victim) throws InterruptedException {
        sandbox.awaitNow(
                "pod " + victim + " is replaced",
                NAME,
                m -> m.ready()
                        && Sandbox.settled(m)
                        && pods(sandbox).stream()
                                .noneMatch(p -> p.getMetadata().getName().equals(victim)));
    }
}
