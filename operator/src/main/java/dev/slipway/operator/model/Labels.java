package dev.slipway.operator.model;

import dev.slipway.api.Slipway;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.TreeMap;

/** Labels of the objects that the operator makes. Informers watch nothing that does not carry {@link #MANAGED_BY}. */
public final class Labels {
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String MANAGER = "slipway";
    public static final String NAME = "app.kubernetes.io/name";
    public static final String INSTANCE = "app.kubernetes.io/instance";

    /** The {@link #NAME} of everything that is made for a ModelDeployment. */
    public static final String MODEL_SERVER = "model-server";

    /** The {@link #NAME} of everything that is made for FeatureViews. */
    public static final String FEATURE_SERVER = "feature-server";

    /** The {@link #NAME} of everything that is made for DriftMonitors. */
    public static final String DRIFT_JOB = "drift-job";

    /** Names the ModelDeployment that an object belongs to; the only label in selectors, so that it never has to change. */
    public static final String MODEL_DEPLOYMENT = Slipway.GROUP + "/modeldeployment";

    /** Names the ModelDeployment whose candidate an object is, in place of {@link #MODEL_DEPLOYMENT}. */
    public static final String CANDIDATE = Slipway.GROUP + "/candidate";

    /** Names the revision that a pod or a ConfigMap belongs to. */
    public static final String REVISION = Slipway.GROUP + "/revision";

    /** Names the FeatureView that an object belongs to. */
    public static final String FEATURE_VIEW = Slipway.GROUP + "/featureview";

    /** Names the feature server that an object belongs to; several FeatureViews may share it. */
    public static final String SERVER = Slipway.GROUP + "/featureserver";

    /** The {@link #NAME} of everything that is made for an InferenceRoute. */
    public static final String INFERENCE_ROUTER = "inference-router";

    /** Names the InferenceRoute that an object belongs to. */
    public static final String INFERENCE_ROUTE = Slipway.GROUP + "/inferenceroute";

    /** Names the DriftMonitor that an object belongs to. */
    public static final String DRIFT_MONITOR = Slipway.GROUP + "/driftmonitor";

    /** What a Job of a DriftMonitor is for. */
    public static final String ROLE = Slipway.GROUP + "/role";

    /** What a Job of a DriftMonitor was made for: the retraining's id, or the alert's. */
    public static final String CAUSE = Slipway.GROUP + "/cause";

    /** Every object that the operator makes has it; a kind's informers select its {@link #NAME} as well. */
    public static final String SELECTOR = MANAGED_BY + "=" + MANAGER;

    private Labels() {}

    public static Map<String, String> ofModel(String modelDeployment) {
        return new TreeMap<>(Map.of(
                NAME, MODEL_SERVER, INSTANCE, modelDeployment, MANAGED_BY, MANAGER, MODEL_DEPLOYMENT, modelDeployment));
    }

    public static Map<String, String> ofRevision(String modelDeployment, String revision) {
        var labels = new TreeMap<>(ofModel(modelDeployment));
        labels.put(REVISION, revision);
        return labels;
    }

    /** Of what is made for one FeatureView alone. */
    public static Map<String, String> ofFeatureView(String featureView) {
        return new TreeMap<>(
                Map.of(NAME, FEATURE_SERVER, INSTANCE, featureView, MANAGED_BY, MANAGER, FEATURE_VIEW, featureView));
    }

    /** Of what makes up one feature server. */
    public static Map<String, String> ofFeatureServer(String server) {
        return new TreeMap<>(Map.of(NAME, FEATURE_SERVER, INSTANCE, server, MANAGED_BY, MANAGER, SERVER, server));
    }

    /** @param role what the Job, or the Jobs of a CronJob, are for */
    public static Map<String, String> ofDriftMonitor(String driftMonitor, String role) {
        return new TreeMap<>(Map.of(
                NAME, DRIFT_JOB, INSTANCE, driftMonitor, MANAGED_BY, MANAGER, DRIFT_MONITOR, driftMonitor, ROLE, role));
    }

    public static Map<String, String> selectingFeatureServer(String server) {
        return Map.of(SERVER, server);
    }

    /** Of the pods of a candidate: they are not among those that a ModelDeployment's own Service stands for. */
    public static Map<String, String> selectingCandidate(String modelDeployment) {
        return Map.of(CANDIDATE, modelDeployment);
    }

    /** Of the pods of a candidate. */
    public static Map<String, String> ofCandidate(String modelDeployment, String revision) {
        var labels = new TreeMap<>(ofRevision(modelDeployment, revision));
        labels.remove(MODEL_DEPLOYMENT);
        labels.put(CANDIDATE, modelDeployment);
        return labels;
    }

    /** Of everything that is made for one InferenceRoute. */
    public static Map<String, String> ofInferenceRoute(String route) {
        return new TreeMap<>(
                Map.of(NAME, INFERENCE_ROUTER, INSTANCE, route, MANAGED_BY, MANAGER, INFERENCE_ROUTE, route));
    }

    public static Map<String, String> selectingInferenceRoute(String route) {
        return Map.of(INFERENCE_ROUTE, route);
    }

    /** The revision that an object belongs to; empty if it names none. */
    public static String revisionOf(HasMetadata object) {
        var labels = object.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(REVISION, "");
    }

    public static Map<String, String> selecting(String modelDeployment) {
        return Map.of(MODEL_DEPLOYMENT, modelDeployment);
    }
}
