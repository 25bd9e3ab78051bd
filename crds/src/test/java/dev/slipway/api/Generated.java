package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are generated and committed: compared by default, written with {@code -Dcrds.write=true}. */
final class Generated {
    private Generated() {}

    static void compareOrWrite(Path generated, Path committed) throws IOException {
        Files.createDirectories(committed);
        try (var files = Files.list(generated)) {
            for (var file : files.sorted().toList()) {
                var target = committed.resolve(file.getFileName());
                if (Boolean.getBoolean("crds.write")) {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
                assertThat(target)
                        .as("run `make crds` and commit the result")
                        .exists()
                        .hasSameTextualContentAs(file);
            }
        }
    }
}
