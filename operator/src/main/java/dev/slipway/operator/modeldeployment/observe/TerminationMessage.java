package dev.slipway.operator.modeldeployment.observe;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus.Tensor;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a process of ours writes to {@code /dev/termination-log}: why it failed, or what it fetched. Anything else that
 * stands there (a foreign image, a cut line) reads as nothing.
 */
public final class TerminationMessage {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TerminationMessage() {}

    /** Why a process ended. {@code reason} is one of the documented reasons. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Failure(String reason, String message) {}

    /** What the fetch step found. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Artifact(
            @Nullable String digest,
            @Nullable Long bytes,
            @Nullable List<Tensor> inputs,
            @Nullable List<Tensor> outputs) {}

    public static Optional<Failure> failure(String text) {
        return read(text, Failure.class).filter(TerminationMessage::isWhole);
    }

    public static Optional<Artifact> artifact(String text) {
        return read(text, Artifact.class).filter(a -> a.digest() != null);
    }

    @SuppressWarnings("ConstantValue") // Jackson fills what a document leaves out with null.
    private static boolean isWhole(Failure failure) {
        return failure.reason() != null && failure.message() != null;
    }

    private static <T> Optional<T> read(String text, Class<T> type) {
        if (!text.startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JSON.readValue(text, type));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
