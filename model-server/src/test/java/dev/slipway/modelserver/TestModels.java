package dev.slipway.modelserver;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** The committed models of {@code src/test/models/make_models.py}. */
public final class TestModels {
    private TestModels() {}

    /** The file of a model. */
    public static Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(TestModels.class.getResource("/models/" + name + ".onnx"), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
