package dev.slipway.operator.featureview.plan;

import dev.slipway.api.common.Resources;
import dev.slipway.api.featureview.FeatureView;
import dev.slipway.operator.featureview.observe.FeatureObserver;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.model.WireName;
import dev.slipway.operator.workload.plan.EffectiveResources;
import dev.slipway.operator.workload.plan.Pods;
import dev.slipway.operator.workload.plan.Volumes;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpecBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run of the feature server's program over one view. Its pods carry the document that they read, as an annotation that is
 * mounted as a file: a run can be attributed to one spec, and needs no other object to exist.
 *
 * @param role what the program does
 * @param attempts after which the run is given up
 * @param deadline after which the run is stopped
 * @param account identity of the pods; empty for that of the namespace, which outlives the view
 * @param source the Secret of PostgreSQL, where it is read
 */
record FeatureJob(
        FeatureView view,
        String image,
        String role,
        int attempts,
        Duration deadline,
        String account,
        Resources resources,
        Optional<String> source) {
    /** The annotation that holds the document. */
    static final String DOCUMENT = "slipway.dev/document";

    private static final String FILE = "feature-server.json";
    private static final String POSTGRES = "postgres";
    private static final Duration LONGEST_RUN = Duration.ofHours(6);
    private static final Duration LONGEST_PURGE = Duration.ofMinutes(4);

    /** Most runs last seconds, in which the optimising compiler costs more than it gives: bench/results/features.md. */
    private static final String JVM = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1";

    /** A run that is stopped goes on where it was; it has little to finish. */
    private static final long TERMINATION_GRACE_SECONDS = 30;

    static FeatureJob materializing(FeatureView view, String image) {
        return new FeatureJob(
                view,
                image,
                "materialize",
                3,
                LONGEST_RUN,
                ChildNames.featureServer(view.getSpec().serving().server()),
                view.getSpec().materialization().resources(),
                postgres(view));
    }

    /** Aggregations have left tiles in PostgreSQL. */
    static FeatureJob purging(FeatureView view, String image) {
        var tiles = view.getSpec().aggregations().isEmpty() ? Optional.<String>empty() : postgres(view);
        return new FeatureJob(view, image, "purge", 3, LONGEST_PURGE, "default", Resources.UNSET, tiles);
    }

    private static Optional<String> postgres(FeatureView view) {
        return Optional.ofNullable(view.getSpec().source().postgres())
                .map(postgres -> postgres.secretRef().name());
    }

    JobSpec spec() {
        return new JobSpecBuilder()
                .withBackoffLimit(attempts)
                .withActiveDeadlineSeconds(deadline.toSeconds())
                .withTemplate(template())
                .build();
    }

    private PodTemplateSpec template() {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(Labels.ofFeatureView(view.getMetadata().getName()))
                .withAnnotations(Map.of(DOCUMENT, ServerDocument.ofOne(view).toJson()))
                .endMetadata()
                .withSpec(Pods.of(account, TERMINATION_GRACE_SECONDS)
                        .withRestartPolicy("Never")
                        .addNewContainerLike(Pods.container(FeatureObserver.RUN, image)
                                .withArgs(role, "--view", WireName.of(view))
                                .withEnv(
                                        variable("JDK_JAVA_OPTIONS", JVM),
                                        variable("SLIPWAY_CONFIG", Secrets.CONFIG_DIRECTORY + "/" + FILE))
                                .withResources(EffectiveResources.of(resources, Map.of()))
                                .withVolumeMounts(mounts())
                                .build())
                        .endContainer()
                        .withVolumes(volumes())
                        .build())
                .build();
    }

    private static EnvVar variable(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    private List<VolumeMount> mounts() {
        var mounts = new ArrayList<VolumeMount>();
        mounts.add(Volumes.readOnly("config", Secrets.CONFIG_DIRECTORY));
        mounts.add(Volumes.writable("tmp", "/tmp"));
        mounts.add(Secrets.redisMount(Membership.storeOf(view)));
        source.ifPresent(secret -> mounts.add(Volumes.readOnly(POSTGRES, Secrets.postgresDirectory(secret))));
        return mounts;
    }

    private List<Volume> volumes() {
        var volumes = new ArrayList<Volume>();
        volumes.add(Volumes.annotation("config", DOCUMENT, FILE));
        volumes.add(Volumes.emptyDirectory("tmp"));
        volumes.add(Secrets.redis(Membership.storeOf(view)));
        source.ifPresent(secret -> volumes.add(Volumes.secret(POSTGRES, secret)));
        return volumes;
    }
}
