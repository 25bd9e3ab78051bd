package dev.slipway.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceTest {
    private static final Path COMMITTED = Path.of("..", "docs", "reference", "api");

    @Test
    void theCommittedReferenceIsWhatTheManifestsSay(@TempDir Path directory) throws IOException {
        for (var crd : CrdManifests.committed()) {
            var kind = crd.getSpec().getNames().getKind();
            var minimal = Files.readString(Examples.file(kind, "minimal"));
            var page = directory.resolve(crd.getSpec().getNames().getSingular() + ".md");
            Files.writeString(page, Reference.of(crd, minimal));
        }
        Generated.compareOrWrite(directory, COMMITTED);
    }
}
