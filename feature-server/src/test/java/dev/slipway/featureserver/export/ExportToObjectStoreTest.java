package dev.slipway.featureserver.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.featureserver.lifecycle.ExportRole;
import dev.slipway.featureserver.lifecycle.RegistryRole;
import dev.slipway.workload.service.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Training sets and the registry in a real S3 server: what stands there is to the byte what a file would hold. */
@Timeout(180)
class ExportToObjectStoreTest {
    /** Three parts of a multipart upload. */
    private static final int ROWS = 600_000;

    @TempDir
    static Path folder;

    @TempDir
    static Path secret;

    private static Services store;
    private static OfflineData data;
    private static Path keys;
    private static Path config;

    @BeforeAll
    static void start() throws Exception {
        data = new OfflineData(secret);
        data.sql("CREATE TABLE spend (id int8, ts timestamptz, amount float8);"
                + "INSERT INTO spend SELECT i, '2026-01-01Z', i * 0.37 FROM generate_series(1, 1000) i;"
                + "CREATE TABLE asked AS SELECT i AS n, i % 1000 + 1 AS id, md5(i::text) AS word, '2026-01-02Z'::timestamptz AS event_timestamp FROM generate_series(1, "
                + ROWS + ") i");
        Files.createFile(folder.resolve("summary"));
        keys = Files.createDirectory(folder.resolve("keys"));
        Files.writeString(keys.resolve("accessKey"), "slipway");
        Files.writeString(keys.resolve("secretKey"), "slipway-secret");
        store = new Services(folder, "s3", Map.of());
        Files.writeString(keys.resolve("endpoint"), store.up());
        store.run("put", Files.writeString(folder.resolve("one"), "1").toString(), "sets/made/with bucket");
        config = Files.writeString(
                folder.resolve("config.json"),
                ("{'redis':{'addresses':['127.0.0.1:1']},'views':[{'name':'spend','entities':[{'name':'id','type':'INT64'}],'features':[{'name':'amount','type':'DOUBLE'}],"
                                + "'source':{'postgres':{'credentialsDirectory':'" + secret
                                + "','table':'spend','timestampField':'ts'}}}]}")
                        .replace('\'', '"'));
    }

    @AfterAll
    static void stop() throws Exception {
        store.close();
        data.close();
    }

    @Test
    void a_large_set_is_an_object_with_the_bytes_of_the_file() throws Exception {
        for (String name : List.of("train.parquet", "train.csv")) {
            Path file = folder.resolve(name);
            assertThat(export("asked", file.toString())).isZero();
            assertThat(export("asked", "s3://sets/runs/7/" + name)).isZero();
            assertThat(Files.size(file)).as("more than two parts").isGreaterThan(16 << 20);
            assertThat(Files.mismatch(file, stored("runs/7/" + name))).isEqualTo(-1);
            assertThat(summary())
                    .contains("\"output\":\"s3://sets/runs/7/" + name + "\"", "\"rows\":" + ROWS)
                    .contains("\"bytes\":" + Files.size(file));
        }
    }

    @Test
    void an_export_that_fails_leaves_what_was_there() throws Exception {
        assertThat(export("(SELECT 1::int8 AS id, now() AS event_timestamp)", "s3://sets/kept.csv"))
                .isZero();
        byte[] before = Files.readAllBytes(stored("kept.csv"));
        assertThat(export(
                        "(SELECT i::int8 AS id, now() AS event_timestamp, 1 / (" + ROWS
                                + " - i) AS x, md5(i::text) AS word FROM generate_series(1, " + (ROWS + 5) + ") i)",
                        "s3://sets/kept.csv"))
                .isOne();
        assertThat(summary()).contains("division by zero");
        assertThat(Files.readAllBytes(stored("kept.csv"))).isEqualTo(before);
    }

    @Test
    void a_store_that_refuses_says_why() throws Exception {
        assertThat(export("asked", "s3://no-such-bucket/x.csv")).isOne();
        assertThat(summary()).contains("no-such-bucket");
        assertThat(export("asked", "s3://sets/")).isOne();
        assertThat(summary()).contains("InvalidConfig", "must end with .parquet or .csv");
        Files.writeString(keys.resolve("secretKey"), "wrong");
        try {
            assertThat(export("(SELECT 1::int8 AS id, now() AS event_timestamp)", "s3://sets/x.csv"))
                    .isOne();
            assertThat(summary()).contains("AccessDenied").doesNotContain("wrong");
        } finally {
            Files.writeString(keys.resolve("secretKey"), "slipway-secret");
        }
    }

    @Test
    void the_registry_is_an_object_as_well() throws Exception {
        assertThat(RegistryRole.run(environment(), new String[] {
                    "registry", "--to", "s3://sets/registry.db", "--s3-credentials", keys.toString()
                }))
                .isZero();
        assertThat(summary()).contains("\"to\":\"s3://sets/registry.db\"");
        assertThat(Files.readAllBytes(stored("registry.db"))).asString().contains("spend", "amount");
    }

    private static int export(String entities, String to) {
        List<String> arguments = new ArrayList<>(
                List.of("export", "--features", "spend:amount", "--to", to, "--s3-credentials", keys.toString()));
        arguments.addAll(List.of(entities.startsWith("(") ? "--entities-query" : "--entities-table", entities));
        if (!entities.startsWith("(")) {
            arguments.addAll(List.of("--order-by", "n"));
        }
        return ExportRole.run(environment(), arguments.toArray(String[]::new));
    }

    private static Map<String, String> environment() {
        return Map.of(
                "SLIPWAY_CONFIG", config.toString(),
                "SLIPWAY_TERMINATION_LOG", folder.resolve("summary").toString());
    }

    private static String summary() throws IOException {
        return Files.readString(folder.resolve("summary"));
    }

    /** The server keeps an object as a file of its own. */
    private static Path stored(String key) {
        return folder.resolve("s3/data/sets").resolve(key);
    }
}
