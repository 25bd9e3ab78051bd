package dev.slipway.operator.status;

import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.ARTIFACT_READY;
import static dev.slipway.operator.status.ConditionType.AVAILABLE;
import static dev.slipway.operator.status.ConditionType.CAPACITY_READY;
import static dev.slipway.operator.status.ConditionType.ROLLED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.common.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConditionsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.5Z");
    private static final Verdict FINE = Verdict.fine(ACCEPTED, Reason.ACCEPTED, "fine");
    private static final Verdict LAST = Verdict.fine(ROLLED_OUT, Reason.ROLLED_OUT, "rolled out");
    private static final Verdict UNKNOWN = Verdict.unknown(ARTIFACT_READY, Reason.PENDING, "waits");
    private static final Verdict NO_GPU = Verdict.waiting(CAPACITY_READY, Reason.INSUFFICIENT_GPU, "no GPU");
    private static final Verdict BROKEN = Verdict.stuck(AVAILABLE, Reason.CRASH_LOOPING, "crashes");
    private static final Verdict LOADING = Verdict.waiting(AVAILABLE, Reason.MODEL_LOADING, "loads");

    static Stream<Arguments> summaries() {
        return Stream.of(
                Arguments.of("all is well", List.of(FINE, LAST), false, "True RolledOut rolled out", Set.of("Ready")),
                Arguments.of(
                        "one step is on its way",
                        List.of(FINE, LOADING),
                        false,
                        "False ModelLoading loads",
                        Set.of("Reconciling")),
                Arguments.of(
                        "a cause further down explains what is not known yet",
                        List.of(FINE, UNKNOWN, NO_GPU),
                        false,
                        "False InsufficientGPU no GPU",
                        Set.of("Reconciling")),
                Arguments.of(
                        "the first of two causes is told",
                        List.of(FINE, NO_GPU, BROKEN),
                        false,
                        "False InsufficientGPU no GPU",
                        Set.of("Reconciling")),
                Arguments.of(
                        "a person must act",
                        List.of(FINE, BROKEN),
                        false,
                        "False CrashLooping crashes",
                        Set.of("Stalled")),
                Arguments.of(
                        "paused while all is well",
                        List.of(FINE, LAST),
                        true,
                        "True Paused No changes are made while this object is paused.",
                        Set.of("Ready", "Paused")),
                Arguments.of(
                        "paused while a person must act",
                        List.of(FINE, BROKEN),
                        true,
                        "False Paused Paused while not ready: crashes",
                        Set.of("Paused")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("summaries")
    void oneOfTheSummariesIsTrue(
            String sentence, List<Verdict> verdicts, boolean paused, String ready, Set<String> isTrue) {
        var conditions = Conditions.of(verdicts, List.of(), paused, 7, NOW, List.of());

        var first = conditions.getFirst();
        assertThat(first.status() + " " + first.reason() + " " + first.message())
                .isEqualTo(ready);
        assertThat(conditions.stream()
                        .filter(c -> Set.of("Ready", "Reconciling", "Stalled", "Paused")
                                .contains(c.type()))
                        .filter(c -> c.status().equals("True"))
                        .map(Condition::type)
                        .collect(Collectors.toSet()))
                .isEqualTo(isTrue);
        assertThat(conditions).allMatch(c -> c.observedGeneration() == 7);
        assertThat(conditions).allMatch(c -> c.lastTransitionTime().equals("2026-01-01T00:00:00Z"));
    }

    @Test
    void aTransitionTimeMovesOnlyWithItsStatus() {
        var before = Conditions.of(List.of(FINE, LOADING), List.of(), false, 1, NOW, List.of());
        var after = Conditions.of(List.of(FINE.on(ACCEPTED), BROKEN), List.of(), false, 2, NOW.plusSeconds(60), before);

        assertThat(time(after, AVAILABLE)).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(time(after, ConditionType.READY)).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(time(after, ConditionType.STALLED)).isEqualTo("2026-01-01T00:01:00Z");
    }

    @Test
    void aLongMessageIsCutToWhatKubectlShows() {
        var verdict = Verdict.stuck(AVAILABLE, Reason.CRASH_LOOPING, "x".repeat(1000));

        var conditions = Conditions.of(List.of(verdict), List.of(), true, 1, NOW, List.of());

        assertThat(conditions).allMatch(c -> c.message().length() <= 256);
        assertThat(verdict.message()).hasSize(256).endsWith("…");
    }

    private static String time(List<Condition> conditions, ConditionType type) {
        return Conditions.find(conditions, type).orElseThrow().lastTransitionTime();
    }
}
