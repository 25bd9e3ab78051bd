package dev.slipway.api.modeldeployment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is true now. Written by the operator in one write, only when it differs; nothing in it changes at rest.
 * Absent fields are not known yet.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ModelDeploymentStatus(
        @JsonPropertyDescription("Generation of the spec that this status describes.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Conditions. Ready copies the first one that fails, in the order of this list.")
        List<Condition> conditions,

        @JsonPropertyDescription("Where the model is served within the cluster.") @Nullable
        String url,

        @JsonPropertyDescription("Addresses by protocol.") List<Endpoint> endpoints,

        @JsonPropertyDescription("Counts of pods.") @Nullable
        Replicas replicas,

        @JsonPropertyDescription("Labels of the pods, for the scale subresource.") @LabelSelector @Nullable
        String selector,

        @JsonPropertyDescription("Revision that serves now.") @Nullable
        String activeRevision,

        @JsonPropertyDescription("Revision that is being rolled out. Absent at rest.") @Nullable
        String candidateRevision,

        @JsonPropertyDescription("Image of the model server in use.") @Nullable
        String serverImage,

        @JsonPropertyDescription("GPUs of each pod, as 2x nvidia.com/gpu. Absent: none.") @Nullable
        String gpu,

        @JsonPropertyDescription("The model as it was found.") @Nullable
        Model model,

        @JsonPropertyDescription("What one replica can do, measured at warm-up.") @Nullable
        Capacity capacity,

        @JsonPropertyDescription("The last revisions, newest first. slipway.dev/rollback-to takes one of these names.")
        List<Revision> revisions) {

    public ModelDeploymentStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        endpoints = endpoints == null ? List.of() : List.copyOf(endpoints);
        revisions = revisions == null ? List.of() : List.copyOf(revisions);
    }

    /** One way to call the model. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Endpoint(
            @JsonPropertyDescription("v1, v2 or grpc.") String protocol,
            @JsonPropertyDescription("URL to call.") String url) {}

    /** Counts of pods. {@code ready} and {@code updated} never count pods that are going away. */
    public record Replicas(
            @JsonPropertyDescription("Replicas that should run.")
            int desired,

            @JsonPropertyDescription("Replicas that answer.")
            int ready,

            @JsonPropertyDescription("Replicas of the revision that is rolled out.")
            int updated,

            @JsonPropertyDescription("ready/desired, for kubectl get.")
            String summary) {

        public static Replicas of(int desired, int ready, int updated) {
            return new Replicas(desired, ready, updated, ready + "/" + desired);
        }
    }

    /** The model file and its signature, as the server found them. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Model(
            @JsonPropertyDescription("URI that was fetched, with aliases resolved.") @Nullable
            String uri,

            @JsonPropertyDescription("sha256 digest of the file.") @Nullable
            String digest,

            @JsonPropertyDescription("Size of the file in bytes.") @Nullable
            Long bytes,

            @JsonPropertyDescription("Version in the registry, for mlflow: URIs.") @Nullable
            String version,

            @JsonPropertyDescription("Input tensors.") List<Tensor> inputs,
            @JsonPropertyDescription("Output tensors.") List<Tensor> outputs,

            @JsonPropertyDescription("Execution provider of ONNX Runtime in use, as the servers say.") @Nullable
            String executionProvider,

            @JsonPropertyDescription("Why a server does not use a provider that is preferred to it. Absent: it does.")
            @Nullable
            String executionProviderReason,

            @JsonPropertyDescription("What spec.server.precision costs. Absent with FP32.") @Nullable
            Parity precision) {

        public Model {
            inputs = inputs == null ? List.of() : List.copyOf(inputs);
            outputs = outputs == null ? List.of() : List.copyOf(outputs);
        }
    }

    /** How far the answers in another precision are from those of the model as it came. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Parity(
            @JsonPropertyDescription("FP16 or INT8.") String precision,

            @JsonPropertyDescription("How much of the graph computes in it, as 12/30 nodes.")
            String nodes,

            @JsonPropertyDescription("What was compared: golden (requests) or warm-up (made from the signature).")
            String inputs,

            @JsonPropertyDescription("Rows compared.") long rows,

            @JsonPropertyDescription("Largest difference of two numbers. Absent: one of them is none.") @Nullable
            String maxAbsoluteError,

            @JsonPropertyDescription(
                    "Largest difference divided by the largest number of its output in the same request.")
            @Nullable
            String maxRelativeError,

            @JsonPropertyDescription("Rows whose class differs.")
            long labelFlips) {}

    /** A tensor as the Open Inference Protocol names it. */
    public record Tensor(
            @JsonPropertyDescription("Name.") String name,

            @JsonPropertyDescription("Element type, such as FP32.")
            String datatype,

            @JsonPropertyDescription("Dimensions; -1 is variable.")
            List<Long> shape) {}

    /** Measured at warm-up, on one replica: runs of the model alone, without HTTP and JSON. */
    public record Capacity(
            @JsonPropertyDescription("Requests of one row per second.")
            int requestsPerSecond,

            @JsonPropertyDescription("Batch size with the best throughput.")
            int bestBatch,

            @JsonPropertyDescription("Time of a run of one row in microseconds.")
            int p50Micros) {}

    /** One revision: what was served, and how it went. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Revision(
            @JsonPropertyDescription("Name: a hash of everything in the spec that reaches the pods.")
            String name,

            @JsonPropertyDescription("URI of the model.") @Nullable
            String uri,

            @JsonPropertyDescription("Digest of the model file that it served.") @Nullable
            String digest,

            @JsonPropertyDescription("Image of the model server.") @Nullable
            String serverImage,

            @JsonPropertyDescription(
                    "Progressing, Served (became fully ready), Failed (never did) or RolledBack (was judged worse than the one before).")
            Result result) {

        public enum Result {
            Progressing,
            Served,
            Failed,
            RolledBack
        }
    }
}
