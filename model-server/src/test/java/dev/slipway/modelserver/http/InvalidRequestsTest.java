package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What HTTP itself forbids is refused in the words of every other error. */
class InvalidRequestsTest {
    private static final String POST = "POST /v2/models/iris/infer HTTP/1.1\r\n";
    private static ServerFixture iris;

    @BeforeAll
    static void start() throws Exception {
        iris = ServerFixture.of("iris");
    }

    @AfterAll
    static void stop() {
        iris.close();
    }

    @Test
    void a_length_that_is_none_or_another_too_is_refused() throws Exception {
        assertRefused(POST + "host: x\r\ncontent-length: five\r\n\r\n", 400, "no valid HTTP");
        assertRefused(POST + "host: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n", 400, "no valid HTTP");
    }

    @Test
    void a_line_and_headers_that_are_too_long_are_refused() throws Exception {
        assertRefused("GET /" + "a".repeat(9000) + " HTTP/1.1\r\nhost: x\r\n\r\n", 414, "request line is too long");
        assertRefused("GET / HTTP/1.1\r\nhost: x\r\nx: " + "a".repeat(9000) + "\r\n\r\n", 431, "headers are too long");
    }

    @Test
    void a_request_without_host_is_refused_in_http_1_1_only() throws Exception {
        assertRefused("GET /v2/health/live HTTP/1.1\r\nconnection: close\r\n\r\n", 400, "no header Host");
        assertThat(answer("GET /v2/health/live HTTP/1.0\r\n\r\n")).contains(" 200 ");
    }

    @Test
    void two_lengths_of_the_json_are_refused() throws Exception {
        String header = "inference-header-content-length: ";
        String head = POST + "host: x\r\nconnection: close\r\ncontent-length: 4\r\n" + header + "1\r\n";

        assertRefused(head + header + "2\r\n\r\n{}{}", 400, "given twice, with different values");
        assertThat(answer(head + header + "1\r\n\r\n{}{}")).doesNotContain("given twice");
    }

    private static void assertRefused(String request, int status, String message) throws Exception {
        String answer = answer(request);
        assertThat(answer).matches("(?s)HTTP/1\\.[01] " + status + " .*").contains("application/json");
        assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4))
                .startsWith("{\"error\":\"")
                .contains(message);
    }

    private static String answer(String request) throws Exception {
        try (Socket socket = new Socket("localhost", iris.port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
