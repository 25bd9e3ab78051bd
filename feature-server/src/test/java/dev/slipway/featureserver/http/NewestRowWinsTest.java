package dev.slipway.featureserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever order rows come in, the one of the newest event stays, over every length that a stored time can have. */
class NewestRowWinsTest {
    private static final List<Instant> TIMES = List.of(
            Instant.parse("1677-09-21T00:12:44Z"),
            Instant.parse("1969-12-31T23:59:58.999999999Z"),
            Instant.parse("1969-12-31T23:59:59.000000001Z"),
            Instant.EPOCH,
            Instant.parse("1970-01-01T00:02:07Z"),
            Instant.parse("1970-01-01T00:02:08Z"),
            Instant.ofEpochSecond((1L << 28) - 1, 999_999_999),
            Instant.ofEpochSecond(1L << 28),
            Instant.ofEpochSecond(1L << 28, 128),
            Instant.parse("2026-11-29T03:00:00Z"),
            Instant.parse("2026-11-29T03:00:00.000000001Z"),
            Instant.parse("2026-11-29T03:00:01Z"),
            Instant.parse("2026-11-29T03:02:08Z"),
            Instant.parse("2262-04-11T23:47:16Z"));

    @ParameterizedTest
    @ValueSource(strings = {"FeastV3", "Packed"})
    void the_row_of_the_newest_event_stays_and_an_equal_one_replaces_it(String layout) throws Exception {
        try (FeatureServerFixture server = new FeatureServerFixture(
                "\"views\": [{\"name\": \"v\", \"layout\": \"" + layout + "\", \"entities\": [{\"name\": \"id\","
                        + " \"type\": \"INT64\"}], \"features\": [{\"name\": \"n\", \"type\": \"INT64\"}]}]")) {
            int pairs = TIMES.size() * TIMES.size();
            List<Integer> ids = new ArrayList<>();
            List<Instant> first = new ArrayList<>();
            List<Instant> second = new ArrayList<>();
            JsonArray expected = new JsonArray();
            for (int pair = 0; pair < pairs; pair++) {
                ids.add(pair);
                first.add(TIMES.get(pair / TIMES.size()));
                second.add(TIMES.get(pair % TIMES.size()));
                expected.add(second.get(pair).isBefore(first.get(pair)) ? 1 : 2);
            }
            push(server, ids, first, 1);
            push(server, ids, second, 2);

            JsonObject asked = new JsonObject()
                    .put("features", new JsonArray().add("v:n"))
                    .put("entities", new JsonObject().put("id", new JsonArray(ids)));
            JsonObject answer = new JsonObject(
                    server.post("/get-online-features", asked.encode()).body());
            assertThat(answer.getJsonArray("results").getJsonObject(1).getJsonArray("values"))
                    .isEqualTo(expected);
        }
    }

    private static void push(FeatureServerFixture server, List<Integer> ids, List<Instant> times, int value)
            throws Exception {
        JsonArray values = new JsonArray();
        ids.forEach(id -> values.add(value));
        JsonObject frame = new JsonObject()
                .put("id", new JsonArray(ids))
                .put(
                        "event_timestamp",
                        new JsonArray(times.stream().map(Instant::toString).toList()))
                .put("n", values);
        assertThat(server.post(
                                "/write-to-online-store",
                                new JsonObject()
                                        .put("feature_view_name", "v")
                                        .put("df", frame)
                                        .encode())
                        .statusCode())
                .isEqualTo(200);
    }
}
