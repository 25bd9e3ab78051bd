package dev.slipway.router.server;

import static dev.slipway.router.server.TestRouter.await;
import static dev.slipway.router.server.TestRouter.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.router.auth.Hashing;
import dev.slipway.router.auth.Signer;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityTest {
    private static final String KEY = "ark_app1_0123456789abcdefghijABCDEFGHIJ01";
    private static final String ADMIN = "ark_admin_0123456789abcdefghijABCDEFGHIJ01";
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    private Path keys = Path.of("");
    private Path hmac = Path.of("");

    @BeforeEach
    void secrets() throws IOException {
        keys = Files.createDirectory(folder.resolve("keys"));
        hmac = Files.createDirectory(folder.resolve("hmac"));
        Files.writeString(keys.resolve("app1"), "sha256: " + hash(KEY));
        Files.writeString(keys.resolve("admin"), "sha256: " + hash(ADMIN) + "\nscopes: cacheAdmin,explain,status");
        Files.writeString(hmac.resolve("edge"), SECRET);
    }

    private String document(Target server, String more) {
        return "{\"targets\":[" + target("main", server) + "],\"auth\":{\"apiKeysDirectory\":\"" + keys
                + "\",\"hmac\":{\"directory\":\"" + hmac + "\"}}" + more + "}";
    }

    @Test
    void onlyWhoHasAKeyIsServedAndTheKeyGoesNoFurther() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(folder, document(server, ""))) {
            assertThat(router.predict().statusCode()).isEqualTo(401);
            assertThat(router.post("/p", "{}", "x-api-key", KEY).statusCode()).isEqualTo(200);
            assertThat(router.post("/p", "{}", "authorization", "Bearer " + KEY).statusCode())
                    .isEqualTo(200);
            assertThat(Objects.requireNonNull(server.last).headers()).doesNotContainKeys("x-api-key", "authorization");
            HttpResponse<String> wrong = router.post("/p", "{}", "x-api-key", KEY.replace('0', '1'));
            HttpResponse<String> unknown = router.post("/p", "{}", "x-api-key", KEY.replace("app1", "app2"));
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(wrong.body())
                    .isEqualTo(unknown.body())
                    .isEqualTo(router.predict().body());
        }
    }

    @Test
    void aRevokedKeyIsRefusedAtOnce() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(folder, document(server, ""))) {
            assertThat(router.post("/p", "{}", "x-api-key", KEY).statusCode()).isEqualTo(200);
            Files.delete(keys.resolve("app1"));
            await(() -> status(router, KEY) == 401);
            assertThat(status(router, ADMIN)).isEqualTo(200);
        }
    }

    private static int status(TestRouter router, String key) {
        try {
            return router.post("/p", "{}", "x-api-key", key).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void signedRequestsAreServedOnceAndEveryTamperingIsRefusedWithTheReasonInTheAuditLogAlone() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(folder, document(server, ",\"audit\":{\"enabled\":true}"))) {
            long now = System.currentTimeMillis() / 1000;
            String authority = "127.0.0.1:" + router.port;
            Signer signer = new Signer("edge", SECRET);
            Map<String, String> good = signer.sign("POST", authority, "/p", "{\"a\":1}", now, "nonce-0123456789ab");
            assertThat(router.post("/p", "{\"a\":1}", Signer.flat(good)).statusCode())
                    .isEqualTo(200);
            assertThat(Objects.requireNonNull(server.last).headers()).doesNotContainKey("signature");

            List<HttpResponse<String>> refused = List.of(
                    router.post("/p", "{\"a\":1}", Signer.flat(good)),
                    router.post(
                            "/p",
                            "{\"a\":2}",
                            Signer.flat(signer.sign("POST", authority, "/p", "{\"a\":1}", now, "nonce-1123456789ab"))),
                    router.post(
                            "/q",
                            "{\"a\":1}",
                            Signer.flat(signer.sign("POST", authority, "/p", "{\"a\":1}", now, "nonce-2123456789ab"))),
                    router.post(
                            "/p?x=1",
                            "{\"a\":1}",
                            Signer.flat(signer.sign("POST", authority, "/p", "{\"a\":1}", now, "nonce-3123456789ab"))),
                    router.post(
                            "/p",
                            "{\"a\":1}",
                            Signer.flat(signer.sign("POST", "other", "/p", "{\"a\":1}", now, "nonce-4123456789ab"))),
                    router.post(
                            "/p",
                            "{\"a\":1}",
                            Signer.flat(signer.sign(
                                    "POST", authority, "/p", "{\"a\":1}", now - 3600, "nonce-5123456789ab"))),
                    router.post(
                            "/p",
                            "{\"a\":1}",
                            Signer.flat(signer.sign(
                                    "POST", authority, "/p", "{\"a\":1}", now + 3600, "nonce-6123456789ab"))),
                    router.post(
                            "/p",
                            "{\"a\":1}",
                            Signer.flat(new Signer("edge", "another secret of some length")
                                    .sign("POST", authority, "/p", "{\"a\":1}", now, "nonce-7123456789ab"))));
            for (HttpResponse<String> answer : refused) {
                assertThat(answer.statusCode()).isEqualTo(401);
                assertThat(answer.body())
                        .isEqualTo(refused.getFirst().body())
                        .doesNotContain("nonce", "digest", "created");
            }
            assertThat(server.served).hasValue(1);
            await(() -> lines(router).size() == 9);
            String log = String.join("\n", lines(router));
            assertThat(log)
                    .contains("the nonce was used before")
                    .contains("the body is not the one that was signed")
                    .contains("the signature is wrong")
                    .containsPattern("created 360[0-9] s ago")
                    .containsPattern("created -3(600|59[0-9]) s ago")
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void theAuditLogIsAChainThatShowsEachChange() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(folder, document(server, ",\"audit\":{\"enabled\":true}"))) {
            for (int i = 0; i < 10; i++) {
                router.post("/p", "{\"a\":" + i + "}", "x-api-key", KEY);
            }
            await(() -> lines(router).size() == 10);
            List<String> lines = lines(router);
            assertThat(lines.getFirst())
                    .contains("\"principal\":\"app1\"", "\"target\":\"main\"", "WEIGHT SUCCESS", "\"inputDigest\":\"")
                    .doesNotContain(KEY);
            assertThat(intact(lines)).isTrue();
            lines.set(4, lines.get(4).replace("\"status\":200", "\"status\":401"));
            assertThat(intact(lines)).isFalse();
        }
    }

    /** Checks the chain as a reader would, who has nothing but the lines. */
    private static boolean intact(List<String> lines) {
        byte[] previous = new byte[32];
        for (String line : lines) {
            int cut = line.indexOf(",\"hash\":\"");
            java.security.MessageDigest digest = Hashing.sha256();
            digest.update(previous);
            previous = digest.digest(line.substring(0, cut).getBytes(StandardCharsets.UTF_8));
            if (!line.substring(cut + 9, line.length() - 2)
                    .equals(HexFormat.of().formatHex(previous))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> lines(TestRouter router) {
        try {
            Path log = router.folder.resolve("audit.log");
            return Files.exists(log) ? new java.util.ArrayList<>(Files.readAllLines(log)) : List.of();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void scopesDecideWhoMayEmptyTheCacheSeeTheStateAndAskWhy() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(folder, document(server, ",\"cache\":{}"))) {
            assertThat(router.post("/cache/clear", "", "x-api-key", KEY).statusCode())
                    .isEqualTo(403);
            assertThat(router.get("/resources/status", "x-api-key", KEY).statusCode())
                    .isEqualTo(403);
            assertThat(router.post("/p", "{}", "x-api-key", KEY, "x-route-explain", "1")
                            .headers()
                            .firstValue("x-route-explain"))
                    .isEmpty();
            router.post("/p", "{\"a\":1}", "x-api-key", KEY);
            assertThat(router.post("/cache/clear", "{\"scope\":\"all\"}", "x-api-key", ADMIN)
                            .body())
                    .contains("\"removed\":2");
            assertThat(router.get("/resources/status", "x-api-key", ADMIN).body())
                    .contains("\"name\":\"main\"");
            assertThat(router.post("/p", "{\"b\":1}", "x-api-key", ADMIN, "x-route-explain", "1")
                            .headers()
                            .firstValue("x-route-explain")
                            .orElse(""))
                    .contains("rule 0: main/" + server.address() + " WEIGHT SUCCESS");
            assertThat(router.get("/cache/clear", "x-api-key", ADMIN).statusCode())
                    .isEqualTo(405);
        }
    }

    @Test
    void callersThatAskTooOftenAreToldWhenToComeAgain() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(
                        folder, document(server, ",\"limits\":{\"rate\":{\"perPrincipal\":0.1,\"burst\":3}}"))) {
            for (int i = 0; i < 3; i++) {
                assertThat(router.post("/p", "{}", "x-api-key", KEY).statusCode())
                        .isEqualTo(200);
            }
            HttpResponse<String> refused = router.post("/p", "{}", "x-api-key", KEY);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            assertThat(router.post("/p", "{}", "x-api-key", ADMIN).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../etc/passwd",
                "/v1/../admin",
                "/v1/./x",
                "/v1/%2e%2e/x",
                "/v1/%2E%2E/x",
                "/v1/%2fx",
                "/v1/%5cx",
                "/v1/x%00",
                "/v1/%zz",
                "/v1/%2",
                "/v1\\x",
                "/v1/%252e",
                "/..",
                "*",
                "http://a/b",
                "/a#b"
            })
    void pathsThatOthersMightReadInAnotherWayAreRefused(String path) throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", server) + "]}")) {
            assertThat(raw(router, "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 400");
            assertThat(server.served).hasValue(0);
        }
    }

    @Test
    void aSmuggledSecondRequestIsNeverSent() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", server) + "]}")) {
            String answer = raw(
                    router,
                    String.join(
                            "\r\n",
                            "POST /p HTTP/1.1",
                            "Host: a",
                            "Content-Length: 5",
                            "Transfer-Encoding: chunked",
                            "",
                            "0",
                            "",
                            "GET /admin HTTP/1.1",
                            "Host: a",
                            "",
                            ""));
            assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("200");
            assertThat(answer.split("HTTP/1.1", -1)).hasSize(2);
            assertThat(server.served).hasValue(0);
            assertThat(router.metrics()).contains("slipway_router_malformed_total{route=\"default/route\"} 1.0");
        }
    }

    @Test
    void aHeadThatIsTooLongIs431() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", server) + "]}")) {
            String answer = raw(router, "GET / HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(20_000) + "\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 431");
        }
    }

    @Test
    void withoutKeysNobodyMayEmptyTheCache() throws Exception {
        try (Target server = Target.answering("{}");
                TestRouter router =
                        new TestRouter(folder, "{\"cache\":{},\"targets\":[" + target("main", server) + "]}")) {
            assertThat(router.post("/cache/clear", "").statusCode()).isEqualTo(403);
            assertThat(router.get("/resources/status").statusCode()).isEqualTo(200);
        }
    }

    private static String raw(TestRouter router, String request) throws IOException {
        try (Socket client = router.connect()) {
            client.setSoTimeout(10_000);
            client.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            StringBuilder seen = new StringBuilder();
            byte[] bytes = new byte[8192];
            while (true) {
                int n = client.getInputStream().read(bytes);
                if (n < 0 || (seen.indexOf("\r\n\r\n") > 0 && seen.indexOf("connection: close") < 0)) {
                    return seen.toString();
                }
                seen.append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
                if (seen.indexOf("}\n") > 0) {
                    return seen.toString();
                }
            }
        }
    }

    private static String hash(String key) {
        return HexFormat.of().formatHex(Hashing.sha256().digest(key.getBytes(StandardCharsets.UTF_8)));
    }
}
