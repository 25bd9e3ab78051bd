package dev.slipway.driftjob.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.driftjob.Program;
import dev.slipway.driftjob.service.Ended;
import dev.slipway.driftjob.service.PlayedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a registry may answer, and what no registry should: nothing of it is a promotion. */
class RegistryAnswersTest {
    private static final String MOVE = "/api/2.0/mlflow/registered-models/alias";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "200, '{\"model_version\":{\"version\":\"7 OR 8\"}}', 1, RegistryUnreachable, a version that is no number",
        "200, '{\"model_version\":{\"version\":7}}', 1, RegistryUnreachable, answered without model_version.version",
        "200, <html>, 1, RegistryUnreachable, no JSON",
        "302, <html>, 1, RegistryUnreachable, no JSON",
        "401, {}, 1, AccessDenied, credentials are not accepted",
        "403, <html>, 1, AccessDenied, credentials are not accepted",
        "404, <html>, 1, RegistryUnreachable, is no MLflow server",
        "409, {}, 1, RegistryUnreachable, answered 409",
        "429, {}, 1, RegistryUnreachable, answered 429",
        "500, '{\"error_code\":\"INTERNAL_ERROR\"}', 1, RegistryUnreachable, answered 500",
        "0, '{\"model_ver', 1, RegistryUnreachable, cut the download off",
    })
    void an_answer_that_is_none_moves_nothing(int status, String body, int code, String reason, String words)
            throws Exception {
        try (PlayedServer elsewhere = PlayedServer.json(200, "<html>");
                PlayedServer server = new PlayedServer((request, out) -> {
                    if (status == 0) {
                        out.write(("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + body)
                                .getBytes(StandardCharsets.US_ASCII));
                    } else {
                        PlayedServer.json(out, status, body, "Location: " + elsewhere.url());
                    }
                })) {
            for (String command : new String[] {"promote", "rollback", "evaluate"}) {
                Ended ended = command(command, server);
                assertThat(ended.code()).as(ended.output()).isEqualTo(code);
                assertThat(ended.get("reason")).isEqualTo(reason);
                assertThat(ended.get("message")).contains(words);
                assertThat(ended.output()).doesNotContain("t0psecret");
            }
            assertThat(server.requests()).noneMatch(request -> request.method().equals("POST"));
            assertThat(elsewhere.requests())
                    .allSatisfy(r -> assertThat(r.headers()).doesNotContain("t0psecret"));
        }
    }

    @Test
    void a_move_that_reads_back_as_another_is_no_promotion_and_one_that_broke_is_found_again() throws Exception {
        AtomicReference<String> champion = new AtomicReference<>("1");
        AtomicReference<String> moved = new AtomicReference<>("9");
        try (PlayedServer server = new PlayedServer((request, out) -> registry(request, out, champion, moved))) {
            Ended other = command("promote", server);
            assertThat(other.get("outcome")).as(other.output()).isEqualTo("ChampionMoved");
            assertThat(other.get("champion")).isEqualTo("9");

            champion.set("1");
            moved.set("broken");
            assertThat(command("promote", server).code()).isEqualTo(1);
            Ended again = command("promote", server);
            assertThat(again.get("outcome")).as(again.output()).isEqualTo("Promoted");
            assertThat(server.requests().stream().filter(r -> r.is("POST", MOVE)))
                    .as("the second attempt found what the first one did")
                    .hasSize(2);
            assertThat(server.requests().getLast().body()).contains("\"value\":\"Promoted\"");
        }
    }

    /** One whose move is overwritten, or done and answered 500. */
    private static void registry(
            PlayedServer.Request request,
            OutputStream out,
            AtomicReference<String> champion,
            AtomicReference<String> moved)
            throws IOException {
        if (request.is("POST", MOVE)) {
            boolean broken = "broken".equals(moved.get());
            champion.set(broken ? "2" : String.valueOf(moved.get()));
            PlayedServer.json(out, broken ? 500 : 200, "{}");
        } else if (request.method().equals("GET")) {
            PlayedServer.json(out, 200, "{\"model_version\":{\"version\":\"" + champion.get() + "\"}}");
        } else {
            PlayedServer.json(out, 200, "{}");
        }
    }

    private Ended command(String command, PlayedServer server) throws IOException {
        Path secret = Files.createDirectories(folder.resolve("secret"));
        Files.writeString(secret.resolve("token"), "t0psecret");
        String monitor = "\"id\": \"r1\", \"monitor\": {\"namespace\": \"shop\", \"name\": \"fraud\"}";
        String more =
                switch (command) {
                    case "promote" ->
                        "\"promotion\": {%s, \"decision\": \"Passed\", \"champion\": \"1\", \"candidate\": \"2\"}"
                                .formatted(monitor);
                    case "rollback" ->
                        "\"rollback\": {%s, \"promoted\": \"2\", \"previous\": \"1\"}".formatted(monitor);
                    default ->
                        "\"data\": {\"csv\": {\"file\": \"none\"}}, \"labelColumn\": \"y\", \"rules\": [{\"metric\": \"auc\", \"minDelta\": 0}]";
                };
        return Program.run(
                command,
                folder,
                "{\"registry\": {\"url\": \"%s\", \"model\": \"fraud\", \"secret\": \"%s\"}, %s}"
                        .formatted(server.url(), secret, more));
    }
}
