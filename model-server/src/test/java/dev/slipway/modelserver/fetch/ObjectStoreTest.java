package dev.slipway.modelserver.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.failure.FailureReason;
import dev.slipway.workload.objectstore.HttpTimeouts;
import dev.slipway.workload.objectstore.ObjectStore;
import dev.slipway.workload.objectstore.ObjectUpload;
import dev.slipway.workload.objectstore.Precondition;
import dev.slipway.workload.objectstore.S3Endpoint;
import dev.slipway.workload.objectstore.S3Location;
import dev.slipway.workload.objectstore.SigV4;
import dev.slipway.workload.objectstore.StoredObject;
import dev.slipway.workload.service.Services;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store's client of the module workload against two real S3 servers: s3proxy and moto. */
class ObjectStoreTest {
    private static final byte[] LARGE = new byte[20_000_000];

    @TempDir
    static Path state;

    private static Services s3proxy;
    private static Services moto;

    @BeforeAll
    static void up() throws IOException {
        new Random(1).nextBytes(LARGE);
        s3proxy = new Services(Files.createDirectory(state.resolve("s3proxy")), "s3", Map.of());
        moto = new Services(Files.createDirectory(state.resolve("moto")), "s3", Map.of("S3_SERVER", "moto"));
        String file = Files.writeString(state.resolve("one"), "1").toString();
        for (Services server : List.of(s3proxy, moto)) {
            server.up();
            server.run("put", file, "reports/made/with bucket");
        }
    }

    @AfterAll
    static void down() {
        s3proxy.close();
        moto.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3proxy", "moto"})
    void what_is_put_is_found_read_listed_and_removed(String server) throws Exception {
        try (ObjectStore store = store(server)) {
            for (String key : List.of("a/1 +ü.json", "a/2.json", "a/b/3.json", "z.json")) {
                store.put(at(key), key.getBytes(StandardCharsets.UTF_8), "application/json");
            }

            StoredObject found = store.head(at("a/1 +ü.json")).orElseThrow();
            assertThat(found.bytes()).isEqualTo(12);
            assertThat(store.read(at("a/1 +ü.json"), 100))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("a/1 +ü.json");
            assertThat(store.read(found, 2, 3)).asString(StandardCharsets.UTF_8).isEqualTo("1 +");
            assertThat(keys(store.list(at("a/"), 100))).containsExactly("a/1 +ü.json", "a/2.json", "a/b/3.json");
            assertThat(keys(store.folder(at("a/"), 100))).containsExactly("a/1 +ü.json", "a/2.json");
            assertThat(keys(store.list(at("a/"), 2))).containsExactly("a/1 +ü.json", "a/2.json");
            store.delete(at("a/2.json"));
            assertThat(store.head(at("a/2.json"))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3proxy", "moto"})
    void a_stream_of_several_parts_is_one_object_of_the_same_bytes(String server) throws Exception {
        try (ObjectStore store = store(server)) {
            StoredObject written;
            try (ObjectUpload upload = store.upload(at("large.bin"), "application/octet-stream")) {
                for (int from = 0; from < LARGE.length; from += 70_001) {
                    upload.write(LARGE, from, Math.min(70_001, LARGE.length - from));
                }
                assertThat(store.head(at("large.bin")))
                        .as("before it is complete")
                        .isEmpty();
                written = upload.complete();
            }

            assertThat(store.head(at("large.bin")).orElseThrow().bytes()).isEqualTo(LARGE.length);
            try (InputStream in = store.open(written)) {
                assertThat(Arrays.equals(in.readAllBytes(), LARGE)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3proxy", "moto"})
    void an_upload_that_is_not_completed_leaves_what_was_there(String server) throws Exception {
        try (ObjectStore store = store(server)) {
            store.put(at("kept.bin"), new byte[] {7}, "application/octet-stream");

            try (ObjectUpload upload = store.upload(at("kept.bin"), "application/octet-stream")) {
                upload.write(LARGE);
            }

            assertThat(store.read(at("kept.bin"), 10)).containsExactly(7);
        }
    }

    @Test
    void a_small_stream_and_an_empty_one_are_plain_puts() throws Exception {
        try (ObjectStore store = store("s3proxy")) {
            for (byte[] content : List.of(new byte[0], new byte[] {1, 2, 3})) {
                try (ObjectUpload upload = store.upload(at("small.bin"), "application/octet-stream")) {
                    upload.write(content);
                    upload.complete();
                }
                assertThat(store.read(at("small.bin"), 10)).isEqualTo(content);
            }
        }
    }

    @Test
    void of_two_writers_the_second_is_told_that_it_came_late() throws Exception {
        try (ObjectStore store = store("moto")) {
            StoredObject first = store.putIf(new Precondition.Absent(), at("state.json"), new byte[] {1}, "a/b")
                    .orElseThrow();

            assertThat(store.putIf(new Precondition.Absent(), at("state.json"), new byte[] {2}, "a/b"))
                    .isEmpty();
            assertThat(store.read(at("state.json"), 10)).containsExactly(1);
            assertThat(first.etag()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3proxy", "moto"})
    void an_object_that_is_overwritten_while_it_is_read_is_not_read_as_a_mixture(String server) throws Exception {
        try (ObjectStore store = store(server)) {
            StoredObject before = store.put(at("changing.bin"), new byte[] {1, 1, 1, 1}, "a/b");
            store.put(at("changing.bin"), new byte[] {2, 2, 2, 2}, "a/b");

            assertFails(() -> store.read(before, 0, 4), CommonReason.ArtifactUnavailable, "was overwritten");
        }
    }

    @Test
    void a_broken_connection_costs_one_part_and_not_the_upload() throws Exception {
        try (BrokenLine line = new BrokenLine(s3proxy.url());
                ObjectStore store = store(line.url(), "slipway-secret")) {
            line.cutAfter(700).cutAfter(500).cutAfter(10);
            try (ObjectUpload upload = store.upload(at("broken.bin"), "application/octet-stream")) {
                upload.write(LARGE);
                upload.complete();
            }

            try (InputStream in = store.open(store.head(at("broken.bin")).orElseThrow())) {
                assertThat(Arrays.equals(in.readAllBytes(), LARGE)).isTrue();
            }
            assertThat(line.connections.get()).isGreaterThan(2);
        }
    }

    @Test
    void a_refused_write_says_what_to_do() throws Exception {
        try (ObjectStore store = store(s3proxy.url(), "wrong");
                ObjectStore right = store("s3proxy")) {
            assertFails(
                    () -> store.put(at("x"), new byte[1], "a/b"), CommonReason.AccessDenied, "SignatureDoesNotMatch");
            assertFails(
                    () -> right.put(new S3Location("nobucket", "x"), new byte[1], "a/b"),
                    CommonReason.ArtifactNotFound,
                    "no bucket nobucket");
            assertFails(() -> right.read(at("none"), 10), CommonReason.ArtifactNotFound, "no object s3://reports/none");
        }
    }

    private static void assertFails(ThrowingCallable call, FailureReason reason, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(FailureException.class, e -> {
            assertThat(e.failure().message()).contains(message);
            assertThat(e.failure().reason()).isEqualTo(reason);
        });
    }

    private static List<String> keys(List<StoredObject> objects) {
        return objects.stream().map(object -> object.where().key()).toList();
    }

    private static S3Location at(String key) {
        return new S3Location("reports", key);
    }

    private static ObjectStore store(String server) {
        return store((server.equals("moto") ? moto : s3proxy).url(), "slipway-secret");
    }

    private static ObjectStore store(String url, String secret) {
        SigV4 signer = new SigV4("slipway", secret, Optional.empty(), "us-east-1");
        S3Endpoint endpoint = new S3Endpoint(URI.create(url), false, Optional.of(signer));
        return new ObjectStore(
                () -> endpoint, "spec.secretRef", new HttpTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(20)));
    }
}
