package dev.slipway.workload.artifact;

import dev.slipway.workload.digest.Digest;
import java.nio.file.Path;

/**
 * A model that is whole and verified.
 *
 * @param file where a server loads it
 * @param digest {@code sha256:…} of its bytes; of a model with external data see {@link Digest#ofAll}
 * @param bytes its length, external data included
 * @param format what the source calls it: {@code onnx}, {@code xgboost}, {@code lightgbm}; empty where it does not say
 */
public record Artifact(Path file, String digest, long bytes, String format) {

    /** A file of which nobody said what it is. */
    public Artifact(Path file, String digest, long bytes) {
        this(file, digest, bytes, "");
    }

    /** The same, now that it is known what it is. */
    public Artifact ofFormat(String name) {
        return new Artifact(file, digest, bytes, name);
    }
}
