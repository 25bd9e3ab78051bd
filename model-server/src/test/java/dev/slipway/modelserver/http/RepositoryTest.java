package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Triton's repository extension over REST. */
class RepositoryTest {
    private static final String INDEX = "/v2/repository/index";
    private static final String LOAD = "/v2/repository/models/iris/load";

    @Test
    void a_body_is_empty_or_a_json_object() throws Exception {
        try (ServerFixture server = ServerFixture.of("iris")) {
            for (String path : new String[] {INDEX, LOAD}) {
                for (String body :
                        new String[] {"not json", "[]", "{", "{}{}", "{\"ready\":1}", "{\"parameters\":1}"}) {
                    HttpResponse<String> response = server.post(path, body);

                    assertThat(response.statusCode()).as("%s %s", path, body).isEqualTo(400);
                    assertThat(response.body()).startsWith("{\"error\":\"");
                }
                for (String body : new String[] {"", " ", "{}", "{\"ready\":true}", "{\"parameters\":{}}"}) {
                    assertThat(server.post(path, body).statusCode())
                            .as("%s %s", path, body)
                            .isEqualTo(200);
                }
            }
            assertThat(server.post(LOAD, "{\"parameters\":{\"config\":\"{}\"}}").statusCode())
                    .isEqualTo(501);
        }
    }

    @Test
    void a_server_that_drains_has_no_ready_model() throws Exception {
        try (ServerFixture server = ServerFixture.of("iris")) {
            assertThat(server.post(INDEX, "{\"ready\":true}").body()).contains("\"state\":\"READY\",\"reason\":\"\"");

            server.draining.set(true);

            assertThat(server.post(INDEX, "").body())
                    .contains("\"state\":\"UNAVAILABLE\",\"reason\":\"The server is shutting down.\"");
            assertThat(server.post(INDEX, "{\"ready\":true}").body()).isEqualTo("[]");
        }
    }
}
