package dev.slipway.e2e.model;

import dev.slipway.e2e.cluster.Command.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Files of the repository that tests serve to pods. */
public enum ModelFile {
    /** The model of {@code examples/iris}. */
    IRIS("examples/iris/iris.onnx"),
    /** Another classifier with the same signature and other weights. */
    OTHER_IRIS("model-server/src/test/resources/models/iris.onnx"),
    /** Loads, and fails on every input of more than seven numbers. */
    FAILS_AT_RUN("model-server/src/test/resources/models/fails_at_run.onnx"),
    /** Its output is a sequence of maps that no ZipMap makes. */
    MAPS("model-server/src/test/resources/models/maps.onnx");

    private final Path path;

    ModelFile(String path) {
        this.path = Checkout.ROOT.resolve(path);
    }

    public byte[] bytes() {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As spec.model.digest wants it. */
    public String digest() {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
