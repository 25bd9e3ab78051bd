package dev.slipway.operator.workload.observe;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * What a process of ours writes to {@code /dev/termination-log}: why it failed, or what it did. Anything else that stands
 * there (a foreign image, a cut line) reads as nothing.
 */
public final class TerminationMessage {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TerminationMessage() {}

    /** Why a process ended. {@code reason} is one of the documented reasons. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Failure(String reason, String message) {}

    public static Optional<Failure> failure(String text) {
        return read(text, Failure.class).filter(TerminationMessage::isWhole);
    }

    @SuppressWarnings("ConstantValue") // Jackson fills what a document leaves out with null.
    private static boolean isWhole(Failure failure) {
        return failure.reason() != null && failure.message() != null;
    }

    /** A document of this type, whose components are null where the text leaves them out. */
    public static <T> Optional<T> read(String text, Class<T> type) {
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
