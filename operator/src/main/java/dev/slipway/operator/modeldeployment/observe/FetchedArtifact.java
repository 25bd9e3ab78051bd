package dev.slipway.operator.modeldeployment.observe;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus.Tensor;
import dev.slipway.operator.workload.observe.TerminationMessage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the fetch step of a pod found, as it says in its termination message. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record FetchedArtifact(
        @Nullable String digest,
        @Nullable Long bytes,
        @Nullable List<Tensor> inputs,
        @Nullable List<Tensor> outputs) {
    /** Names of the containers in every pod of a ModelDeployment. */
    public static final String FETCH = "fetch";

    public static final String SERVER = "model-server";

    public static Optional<FetchedArtifact> read(String terminationMessage) {
        return TerminationMessage.read(terminationMessage, FetchedArtifact.class)
                .filter(artifact -> artifact.digest() != null);
    }
}
