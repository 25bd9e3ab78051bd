package dev.slipway.workload.config;

import dev.slipway.workload.digest.Digest;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A configuration as it was read, with the hash by which the operator knows that this very document is in force.
 *
 * @param root the document
 * @param hash {@code sha256:} of its bytes
 */
public record ConfigDocument(ConfigNode root, String hash) {
    /** Reads a file. */
    public static ConfigDocument read(Path file) throws FailureException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new FailureException(
                    CommonReason.InvalidConfig, "The configuration file %s cannot be read.".formatted(file), e);
        }
        return parse(bytes);
    }

    /** Reads a document. */
    public static ConfigDocument parse(byte[] bytes) throws FailureException {
        try {
            return new ConfigDocument(ConfigNode.root(JsonDocument.read(bytes)), Digest.of(bytes));
        } catch (IOException e) {
            String cause = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new FailureException(CommonReason.InvalidConfig, "The configuration is no JSON: " + cause, e);
        }
    }
}
