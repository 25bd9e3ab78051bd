package dev.slipway.operator.featureview.plan;

import dev.slipway.api.featureview.FeatureView;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.ContentHash;
import dev.slipway.operator.model.Labels;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;

/** The runs of one view: those on its schedule, and one at once for each spec. */
final class Materialization {
    private static final int HISTORY = 2;

    private Materialization() {}

    static CronJob onSchedule(FeatureView view, String image) {
        var asked = view.getSpec().materialization();
        var name = view.getMetadata().getName();
        return new CronJobBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(Labels.ofFeatureView(name))
                .endMetadata()
                .withNewSpec()
                .withSchedule(asked.schedule())
                .withTimeZone(asked.timeZone())
                .withConcurrencyPolicy("Forbid")
                .withSuspend(false)
                .withSuccessfulJobsHistoryLimit(HISTORY)
                .withFailedJobsHistoryLimit(HISTORY)
                .withNewJobTemplate()
                .withNewMetadata()
                .withLabels(Labels.ofFeatureView(name))
                .endMetadata()
                .withSpec(run(view, image))
                .endJobTemplate()
                .endSpec()
                .build();
    }

    /** What is there, and no more runs. */
    static CronJob suspended(CronJob present) {
        return new CronJobBuilder()
                .withNewMetadata()
                .withName(present.getMetadata().getName())
                .withLabels(Labels.ofFeatureView(present.getMetadata().getName()))
                .endMetadata()
                .withSpec(present.getSpec())
                .editSpec()
                .withSuspend(true)
                .endSpec()
                .build();
    }

    /** So that rows appear without waiting for the schedule. */
    static Job atOnce(FeatureView view, String image) {
        var name = view.getMetadata().getName();
        return new JobBuilder()
                .withNewMetadata()
                .withName(firstRun(view))
                .withLabels(Labels.ofFeatureView(name))
                .endMetadata()
                .withSpec(run(view, image))
                .build();
    }

    /** Another name for everything that makes a difference to the rows. */
    static String firstRun(FeatureView view) {
        var document = ServerDocument.ofOne(view).toJson();
        return ChildNames.firstRun(view.getMetadata().getName(), ContentHash.of(document));
    }

    private static JobSpec run(FeatureView view, String image) {
        return FeatureJob.materializing(view, image).spec();
    }
}
