package dev.slipway.api.modeldeployment;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.GpuRequest;
import dev.slipway.api.common.Resources;
import dev.slipway.api.common.Scaling;
import dev.slipway.api.common.Scheduling;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What a platform engineer wants. Only {@code model.uri} is needed; absent parts read as their documented defaults. */
@ValidationRule(
        value =
                "!has(self.server) || !has(self.server.executionProviders) || self.server.executionProviders.all(p, p == 'CPU') || has(self.gpu)",
        messageExpression =
                "'executionProviders %s need a GPU: set spec.gpu, or leave only CPU'.format([self.server.executionProviders.join(', ')])",
        fieldPath = ".server.executionProviders")
public record ModelDeploymentSpec(
        @JsonPropertyDescription("Which model, from where, and what its inputs and outputs mean.") @Required
        ModelSource model,

        @JsonPropertyDescription("How the model server runs the model.")
        ServerSpec server,

        @JsonPropertyDescription("CPU and memory of each model-server pod.")
        Resources resources,

        @JsonPropertyDescription("GPUs of each pod. Absent: the model runs on CPUs.") @Nullable
        GpuRequest gpu,

        @JsonPropertyDescription("Which nodes the pods may run on, and as whom.")
        Scheduling scheduling,

        @JsonPropertyDescription("How many replicas, and who decides.") @Default("{}")
        Scaling scaling,

        @JsonPropertyDescription("How a change reaches the pods.")
        Rollout rollout,

        @JsonPropertyDescription(
                "The model's feature list. It becomes a Feast feature service that is named after this object.")
        @Nullable
        FeatureSelection features,

        @JsonPropertyDescription("Where requests and predictions are recorded. DriftMonitors read it. Absent: nowhere.")
        @Nullable
        PredictionLog predictionLog,

        @JsonPropertyDescription("Whether a NetworkPolicy limits who may call the pods.")
        NetworkPolicySpec networkPolicy,

        @JsonPropertyDescription(
                "true stops all changes to child objects until it is false again. What runs keeps running.")
        @Default("false")
        Boolean paused) {

    public ModelDeploymentSpec {
        server = server == null ? ServerSpec.DEFAULT : server;
        resources = resources == null ? Resources.UNSET : resources;
        scheduling = scheduling == null ? Scheduling.ANYWHERE : scheduling;
        scaling = scaling == null ? Scaling.ONE_REPLICA : scaling;
        rollout = rollout == null ? Rollout.DEFAULT : rollout;
        networkPolicy = networkPolicy == null ? NetworkPolicySpec.OPEN : networkPolicy;
        paused = paused != null && paused;
    }
}
