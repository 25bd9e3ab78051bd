package dev.slipway.driftjob.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.driftjob.Program;
import dev.slipway.driftjob.service.Ended;
import dev.slipway.driftjob.service.PlayedServer;
import dev.slipway.workload.service.Services;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parquet, reports and state in a real S3 server, and files of a web server. */
class RemoteAddressesTest {
    private static final Path PARQUET = Path.of("src/test/resources/parquet").toAbsolutePath();

    @TempDir
    static Path state;

    private static Services s3;

    @TempDir
    Path folder;

    @BeforeAll
    static void up() {
        s3 = new Services(state, "s3", Map.of());
        s3.up();
        s3.run(
                "put",
                PARQUET.resolve("snappy.parquet").toString(),
                "lake/rows/a.parquet",
                PARQUET.resolve("gzip.parquet").toString(),
                "lake/rows/b.parquet",
                PARQUET.resolve("zstd.parquet").toString(),
                "lake/reference.parquet");
    }

    @AfterAll
    static void down() {
        s3.close();
    }

    @Test
    void a_run_reads_parquet_from_s3_and_keeps_report_and_state_there() throws Exception {
        String secret = secret("slipway-secret");
        String run = """
                {"name": "lake", "reference": {"parquet": {"uri": "s3://lake/reference.parquet", "secret": "%1$s"}},
                 "current": {"parquet": {"uri": "s3://lake/rows/*.parquet", "secret": "%1$s"}, "minRows": 1},
                 "report": {"s3": {"uri": "s3://lake/reports", "secret": "%1$s"}}}
                """.formatted(secret);
        Ended ended = Program.run("run", folder, run);
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(ended.get("report")).startsWith("s3://lake/reports/lake-").endsWith(".html");
        assertThat(ended.get("history")).hasSize(1);
        List<String> kept;
        try (var files = Files.walk(s3.folder().resolve("data"))) {
            kept = files.filter(Files::isRegularFile)
                    .map(f -> s3.folder().resolve("data").relativize(f).toString())
                    .toList();
        }
        assertThat(kept).anyMatch(f -> f.matches("lake/reports/lake-.*[.]html"));
        assertThat(kept).anyMatch(f -> f.startsWith("lake/reports/lake.state/"));
        assertThat(Program.run("run", folder, run).get("history")).hasSize(2);
    }

    @Test
    void keys_that_the_store_refuses_are_said_without_them() throws Exception {
        Ended ended = Program.run("run", folder, """
                {"reference": {"parquet": {"uri": "s3://lake/reference.parquet", "secret": "%1$s"}},
                 "current": {"parquet": {"uri": "s3://lake/reference.parquet", "secret": "%1$s"}}}
                """.formatted(secret("topsecret")));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.get("message")).contains("s3://lake/reference.parquet");
        assertThat(ended.output()).doesNotContain("topsecret");
        Ended absent = Program.run("run", folder, """
                {"reference": {"parquet": {"uri": "s3://lake/none.parquet", "secret": "%1$s"}},
                 "current": {"parquet": {"uri": "s3://lake/reference.parquet", "secret": "%1$s"}}}
                """.formatted(secret("slipway-secret")));
        assertThat(absent.code()).isEqualTo(1);
        assertThat(absent.get("message")).contains("s3://lake/none.parquet");
    }

    @Test
    void a_web_server_hands_out_profiles_and_rows_to_who_has_the_token() throws Exception {
        Path secret = Files.createDirectories(folder.resolve("web"));
        Files.writeString(secret.resolve("token"), "t0p");
        Path profile = folder.resolve("profile.json");
        Ended made = Program.run("profile", folder, """
                {"reference": {"parquet": {"uri": "%s"}}, "current": {"csv": {"file": "none"}}, "output": {"profile": "%s"}}
                """.formatted(PARQUET.resolve("zstd.parquet"), profile));
        assertThat(made.code()).as(made.output()).isZero();
        try (PlayedServer server = new PlayedServer((request, out) -> {
            boolean known = request.headers().contains("authorization: Bearer t0p");
            byte[] body = Files.readAllBytes(
                    request.path().endsWith(".parquet") ? PARQUET.resolve("snappy.parquet") : profile);
            out.write(("HTTP/1.1 " + (known ? "200" : "401") + " X\r\nConnection: close\r\nContent-Length: "
                            + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body);
        })) {
            Ended ended = run(server, ", \"secret\": \"" + secret + "\"");
            assertThat(ended.code()).as(ended.output()).isZero();
            Ended refused = run(server, "");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.get("message")).contains("401");
        }
    }

    private Ended run(PlayedServer server, String secret) throws IOException {
        return Program.run("run", folder, """
                {"reference": {"profile": {"uri": "%1$s/profile.json?sig=hidden"%2$s}},
                 "current": {"parquet": {"uri": "%1$s/rows.parquet"%2$s}, "minRows": 1}}
                """.formatted(server.url(), secret));
    }

    private String secret(String key) throws IOException {
        Path secret = Files.createDirectories(folder.resolve("s3"));
        Files.writeString(secret.resolve("endpoint"), s3.url());
        Files.writeString(secret.resolve("accessKey"), "slipway");
        Files.writeString(secret.resolve("secretKey"), key);
        return secret.toString();
    }
}
