package dev.slipway.modelserver.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.config.ModelServerConfig.Model;
import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.workload.artifact.Artifact;
import dev.slipway.workload.digest.Digest;
import dev.slipway.workload.objectstore.HttpTimeouts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactCacheTest {
    private static final HttpTimeouts SHORT = new HttpTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2));
    private static final String NOWHERE = "http://127.0.0.1:1/never.onnx";

    @TempDir
    Path root;

    @Test
    void aPinnedModelThatIsKeptNeedsNoDownload() throws Exception {
        byte[] model = bytes(1, 50_000);
        String source = source("a", model);

        fetch("first", source, Digest.of(model), 1_000_000);
        Artifact second = fetch("second", NOWHERE, Digest.of(model), 1_000_000);

        assertThat(second.file()).hasBinaryContent(model);
        assertThat(second.digest()).isEqualTo(Digest.of(model));
    }

    @Test
    void aModelWithExternalDataIsKeptWhole() throws Exception {
        Path folder = Path.of("src/test/resources/models/external").toAbsolutePath();
        String digest = Digest.ofAll(Map.of(
                "model.onnx", Digest.of(folder.resolve("model.onnx")),
                "weights.bin", Digest.of(folder.resolve("weights.bin"))));

        fetch("first", folder.resolve("model.onnx").toUri().toString(), digest, 1_000_000);
        Artifact second = fetch("second", NOWHERE, digest, 1_000_000);

        assertThat(second.digest()).isEqualTo(digest);
        assertThat(second.file().resolveSibling("weights.bin")).hasSameBinaryContentAs(folder.resolve("weights.bin"));
    }

    @Test
    void aDamagedEntryIsRemovedAndFetchedAgain() throws Exception {
        byte[] model = bytes(1, 50_000);
        String source = source("a", model);
        fetch("first", source, Digest.of(model), 1_000_000);
        Path kept = entries().getFirst().resolve("model.onnx");
        Files.write(kept, bytes(2, 50_000));

        Artifact second = fetch("second", source, Digest.of(model), 1_000_000);

        assertThat(second.file()).hasBinaryContent(model);
        assertThat(kept).hasBinaryContent(model);
    }

    @Test
    void whatWasUsedLongestAgoMakesRoom() throws Exception {
        for (int i = 0; i < 3; i++) {
            byte[] model = bytes(i, 40_000);
            fetch("pod" + i, source("s" + i, model), Digest.of(model), 100_000);
            age(Digest.of(model), 100 - i);
            if (i == 1) {
                fetch("again", NOWHERE, Digest.of(bytes(0, 40_000)), 100_000);
            }
        }

        assertThat(entries())
                .extracting(entry -> "sha256:" + entry.getFileName())
                .containsExactlyInAnyOrder(Digest.of(bytes(0, 40_000)), Digest.of(bytes(2, 40_000)));
    }

    @Test
    void aModelLargerThanTheCacheAndACacheThatCannotBeWrittenCostNothing() throws Exception {
        byte[] model = bytes(1, 50_000);

        assertThat(fetch("a", source("a", model), Digest.of(model), 1000).file())
                .hasBinaryContent(model);
        assertThat(entries()).isEmpty();
        Files.delete(root.resolve("cache"));
        Files.writeString(root.resolve("cache"), "a file");
        assertThat(fetch("b", source("a", model), Digest.of(model), 1_000_000).file())
                .hasBinaryContent(model);
    }

    @Test
    void whatAKilledFetcherLeftIsRemovedWhenItIsOld() throws Exception {
        byte[] model = bytes(1, 50_000);
        fetch("first", source("a", model), Digest.of(model), 1_000_000);
        Path old = Files.createDirectory(root.resolve("cache/.new-killed"));
        Files.write(old.resolve("model.onnx"), model);
        Files.setLastModifiedTime(old, FileTime.from(java.time.Instant.now().minus(Duration.ofDays(1))));
        Path young = Files.createDirectory(root.resolve("cache/.new-growing"));
        byte[] other = bytes(2, 50_000);

        fetch("second", source("b", other), Digest.of(other), 1_000_000);

        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(entries()).hasSize(3);
    }

    @Test
    void fetchersBesideEachOtherAllGetTheirModelWhileEntriesComeAndGo() throws Exception {
        List<Callable<Boolean>> pods = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] model = bytes(i % 5, 60_000);
            String source = source("m" + i % 5, model);
            String pod = "pod" + i;
            pods.add(() ->
                    Files.mismatch(fetch(pod, source, Digest.of(model), 130_000).file(), Path.of(URI.create(source)))
                            == -1);
        }
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var pod : threads.invokeAll(pods)) {
                assertThat(pod.get()).isTrue();
            }
        }
        assertThat(entries()).hasSizeLessThanOrEqualTo(10);
        try (Stream<Path> all = Files.list(root.resolve("cache"))) {
            assertThat(all.filter(f -> f.getFileName().toString().startsWith(".")))
                    .isEmpty();
        }
    }

    private Artifact fetch(String pod, String uri, String digest, long maxBytes) throws Exception {
        Path directory = Files.createDirectories(root.resolve("pods").resolve(pod));
        if (!Files.exists(root.resolve("cache"))) {
            Files.createDirectories(root.resolve("cache"));
        }
        ArtifactCache cache = new ArtifactCache(root.resolve("cache"), maxBytes);
        Model model = new Model(
                uri, Optional.empty(), Optional.of(digest), "", Optional.empty(), Optional.empty(), Signature.NONE);
        return new ModelFetcher(directory, SHORT, Optional.of(cache)).fetch(model);
    }

    private String source(String name, byte[] model) throws IOException {
        Path file = root.resolve(name);
        if (!Files.exists(file)) {
            Files.write(file, model);
        }
        return file.toUri().toString();
    }

    private void age(String digest, int minutes) throws IOException {
        Path entry = root.resolve("cache").resolve(digest.substring(7));
        Files.setLastModifiedTime(entry, FileTime.from(java.time.Instant.now().minus(Duration.ofMinutes(minutes))));
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(root.resolve("cache"))) {
            return entries.toList();
        }
    }

    private static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
