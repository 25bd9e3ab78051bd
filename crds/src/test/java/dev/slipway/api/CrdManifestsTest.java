package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code make crds} runs the tests named *Committed* with {@code -Dcrds.write=true} to write instead of comparing. */
class CrdManifestsTest {
    private static final int MOST_BYTES = 100_000;

    @Test
    void theCommittedManifestsAreWhatTheTypesSay(@TempDir Path directory) throws IOException {
        CrdManifests.generate(directory);
        Generated.compareOrWrite(directory, CrdManifests.COMMITTED);
    }

    @Test
    void everyManifestStaysWithinItsBudget() throws IOException {
        for (var crd : CrdManifests.committed()) {
            var bytes = new ObjectMapper().writeValueAsString(crd).getBytes(StandardCharsets.UTF_8).length;
            assertThat(bytes).as(crd.getMetadata().getName()).isLessThan(MOST_BYTES);
        }
    }
}
