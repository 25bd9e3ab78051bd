package dev.slipway.modelserver.fetch;

import java.nio.file.Path;

/**
 * A model file that is whole and verified.
 *
 * @param file where a server loads it
 * @param digest {@code sha256:…} of its bytes
 * @param bytes its length
 */
public record Artifact(Path file, String digest, long bytes) {}
