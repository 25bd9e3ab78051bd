package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code make crds} runs this test with {@code -Dcrds.write=true} to write the manifests instead of comparing them. */
class CrdManifestsTest {
    @Test
    void theCommittedManifestsAreWhatTheTypesSay(@TempDir Path generated) throws IOException {
        var target = Boolean.getBoolean("crds.write") ? CrdManifests.COMMITTED : generated;
        CrdManifests.generate(target);

        try (var files = Files.list(target)) {
            for (var file : files.toList()) {
                assertThat(CrdManifests.COMMITTED.resolve(file.getFileName()))
                        .as("run `make crds` and commit the result")
                        .hasSameTextualContentAs(file);
            }
        }
    }
}
