package dev.slipway.driftjob.files;

import java.nio.file.Path;

/**
 * A model's file on this machine.
 *
 * @param version that a registry named; empty without one
 * @param digest {@code sha256:} of the file
 */
public record FetchedModel(Path file, String version, String digest) {}
