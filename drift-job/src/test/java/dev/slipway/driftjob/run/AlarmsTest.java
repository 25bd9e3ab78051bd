package dev.slipway.driftjob.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.driftjob.config.RunConfig;
import dev.slipway.driftjob.decision.Verdict;
import dev.slipway.driftjob.profile.ColumnKind;
import dev.slipway.driftjob.profile.ColumnProfile;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.profile.Profile;
import dev.slipway.driftjob.profile.ReferenceNumbers;
import dev.slipway.workload.config.ConfigDocument;
import dev.slipway.workload.failure.FailureException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How often runs over fifty features cry wolf, and how often they miss a shift of 0.2 standard deviations in one of them
 * (a Kolmogorov-Smirnov distance of 0.08: beneath the default delta of 0.1, which calls it harmless on purpose).
 * {@code -Ddrift.streams=200} for numbers to quote.
 */
class AlarmsTest {
    private static final int STREAMS = Integer.getInteger("drift.streams", 10);
    private static final int FEATURES = 50;
    private static final int REFERENCE = 10_000;
    private static final int WINDOW = 2_000;
    private static final String P_VALUE = "{\"method\": \"PValue\", \"alpha\": 0.01, \"correction\": \"BH\"}";
    private static final String EFFECT = "{\"method\": \"EffectSize\", \"delta\": 0.1, \"alpha\": 0.01}";

    @ParameterizedTest
    @ValueSource(strings = {P_VALUE, EFFECT})
    void stable_features_raise_a_false_alarm_in_at_most_one_of_twenty_runs(String decision) throws Exception {
        int alarms = 0;
        for (int stream = 0; stream < STREAMS; stream++) {
            SplittableRandom random = new SplittableRandom(stream);
            Profile reference = reference(random);
            for (int window = 0; window < 2; window++) {
                alarms += verdict(decision, reference, window(reference, random, 0)) == Verdict.DRIFT ? 1 : 0;
            }
        }
        System.out.printf("false alarms: %d of %d runs, %s%n", alarms, 2 * STREAMS, decision);
        assertThat(alarms).isLessThanOrEqualTo(2 * STREAMS / 20);
    }

    @Test
    void a_shift_of_a_fifth_of_a_deviation_is_found_in_two_windows() throws Exception {
        int found = 0;
        for (int stream = 0; stream < STREAMS; stream++) {
            SplittableRandom random = new SplittableRandom(1_000_000 + stream);
            Profile reference = reference(random);
            boolean first = verdict(P_VALUE, reference, window(reference, random, 0.2)) == Verdict.DRIFT;
            boolean second = verdict(P_VALUE, reference, window(reference, random, 0.2)) == Verdict.DRIFT;
            found += first && second ? 1 : 0;
        }
        System.out.printf("found in both windows: %d of %d streams%n", found, STREAMS);
        assertThat(found).isGreaterThanOrEqualTo(STREAMS * 95 / 100);
    }

    private static Verdict verdict(String decision, Profile reference, Profile current) throws FailureException {
        String document = "{\"reference\": {\"csv\": {\"file\": \"r\"}}, \"current\": {\"csv\": {\"file\": \"c\"}},"
                + " \"features\": {\"numeric\": {\"methods\": [\"ks\"]}, \"decision\": " + decision + "}}";
        RunConfig config = RunConfig.of(
                ConfigDocument.parse(document.getBytes(StandardCharsets.UTF_8)).root());
        return new DriftRun(config, new Escalation(config.features(), Optional.empty()), new ArrayList<>())
                .compare(reference, current)
                .verdict();
    }

    private static Profile reference(SplittableRandom random) {
        Map<String, ColumnProfile> columns = new LinkedHashMap<>();
        for (int feature = 0; feature < FEATURES; feature++) {
            ReferenceNumbers numbers = new ReferenceNumbers(ColumnKind.NUMERIC);
            for (int row = 0; row < REFERENCE; row++) {
                numbers.add(random.nextGaussian());
            }
            columns.put("f" + feature, numbers.profile());
        }
        return new Profile(REFERENCE, columns);
    }

    /** @param shift of the first feature */
    private static Profile window(Profile reference, SplittableRandom random, double shift) {
        Map<String, ColumnProfile> columns = new LinkedHashMap<>();
        reference.columns().forEach((name, column) -> {
            NumericProfile numbers = ((NumericProfile) column).emptyLike();
            for (int row = 0; row < WINDOW; row++) {
                numbers.add(random.nextGaussian() + (name.equals("f0") ? shift : 0));
            }
            columns.put(name, numbers);
        });
        return new Profile(WINDOW, columns);
    }
}
