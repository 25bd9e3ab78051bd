package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Triton's statistics extension: every number is of what has happened. */
class StatisticsTest {
    @Test
    void hits_misses_failures_and_batches_are_counted_with_their_time() throws Exception {
        try (ServerFixture server = ServerFixture.caching("iris")) {
            for (int i = 0; i < 3; i++) {
                server.post("/v1/models/iris:predict", "{\"instances\":[[1,2,3,4]]}");
            }
            server.post("/v1/models/iris:predict", "{\"instances\":[[1,2,3,4],[5,6,7,8]]}");
            server.post("/v1/models/iris:predict", "{\"instances\":[[1]]}");

            JsonObject model = new JsonObject(
                            server.get("/v2/models/iris/stats").body())
                    .getJsonArray("model_stats")
                    .getJsonObject(0);

            JsonObject inferences = model.getJsonObject("inference_stats");
            assertCounted(inferences.getJsonObject("success"), 4);
            assertCounted(inferences.getJsonObject("fail"), 1);
            assertCounted(inferences.getJsonObject("cache_hit"), 2);
            assertCounted(inferences.getJsonObject("cache_miss"), 2);
            assertThat(model.getInteger("inference_count")).isEqualTo(3);
            assertThat(model.getInteger("execution_count")).isEqualTo(2);
            JsonArray batches = model.getJsonArray("batch_stats");
            assertThat(batches).hasSize(2);
            for (int i = 0; i < 2; i++) {
                JsonObject batch = batches.getJsonObject(i);
                assertThat(batch.getInteger("batch_size")).isEqualTo(i + 1);
                assertCounted(batch.getJsonObject("compute_infer"), 1);
            }
        }
    }

    private static void assertCounted(JsonObject duration, int count) {
        assertThat(duration.getInteger("count")).isEqualTo(count);
        assertThat(duration.getLong("ns")).isPositive();
    }
}
