package dev.slipway.featureserver.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.featureserver.failure.Reason;
import dev.slipway.workload.failure.Failure;
import dev.slipway.workload.failure.TerminationLog;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final String LONG = "\uD83D\uDE80\"\\\u0001".repeat(100);

    @Test
    void whatever_a_run_has_to_tell_fits_into_a_termination_message() {
        List<Rules.Verdict> verdicts = IntStream.range(0, 300)
                .mapToObj(i -> new Rules.Verdict("rule-" + i, i != 299, i + LONG))
                .toList();
        String json = summary(LONG.repeat(10), verdicts).json();

        assertThat(json.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(TerminationLog.MAX_BYTES);
        JsonObject validation = new JsonObject(json).getJsonObject("validation");
        assertThat(validation.getInteger("passed")).isEqualTo(299);
        assertThat(validation.getInteger("failed")).isEqualTo(1);
        assertThat(validation.getJsonArray("rules").getJsonObject(0).getString("rule"))
                .as("what failed is told before what passed")
                .isEqualTo("rule-299");
    }

    @Test
    void a_text_that_is_cut_is_still_text() {
        for (int before = 0; before < 4; before++) {
            String message = "x".repeat(before) + "\uD83D\uDE80".repeat(200);
            String json = summary(message, List.of(new Rules.Verdict("r", false, message)))
                    .json();
            assertThat(new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .isEqualTo(json);
        }
    }

    private static Summary summary(String message, List<Rules.Verdict> verdicts) {
        return new Summary(
                "v",
                Optional.of(new Failure(Reason.ValidationFailed, message)),
                Instant.EPOCH,
                Instant.EPOCH,
                1,
                Optional.of(Progress.NONE),
                new Summary.Rows(Long.MAX_VALUE, 2, 3, 4, 5),
                Optional.of("\"quarantine\""),
                verdicts);
    }
}
