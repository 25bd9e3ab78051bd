package dev.slipway.driftjob.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.driftjob.decision.Verdict;
import dev.slipway.driftjob.report.Finding;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every method in every way to decide, on rows of one distribution and on rows of another. */
class DecidingMethodsTest {
    private static final int ROWS = 20_000;

    @TempDir
    static Path folder;

    @BeforeAll
    static void rows() throws IOException {
        rows("reference.csv", 1, 0);
        rows("same.csv", 2, 0);
        rows("other.csv", 3, 0.8);
    }

    /** What decides of the numbers and of the names; "refused" where the configuration is. */
    @ParameterizedTest(name = "{0} by {1}: {2}")
    @CsvSource({
        "ks,          EffectSize, ks,          x",
        "psi,         EffectSize, psi,         x",
        "wasserstein, EffectSize, wasserstein, x",
        "js,          EffectSize, js,          x",
        "hellinger,   EffectSize, hellinger,   x",
        "kl,          EffectSize, kl,          x",
        "cvm,         EffectSize, refused,     x",
        "ad,          EffectSize, refused,     x",
        "chi2,        EffectSize, cramersV,    c",
        "tvd,         EffectSize, tvd,         c",
        "cramersV,    EffectSize, cramersV,    c",
        "js,          EffectSize, js,          c",
        "ks,          Threshold,  ks,          x",
        "psi,         Threshold,  psi,         x",
        "wasserstein, Threshold,  wasserstein, x",
        "js,          Threshold,  js,          x",
        "hellinger,   Threshold,  hellinger,   x",
        "kl,          Threshold,  kl,          x",
        "cvm,         Threshold,  refused,     x",
        "ad,          Threshold,  refused,     x",
        "chi2,        Threshold,  cramersV,    c",
        "psi,         Threshold,  psi,         c",
        "tvd,         Threshold,  tvd,         c",
        "cramersV,    Threshold,  cramersV,    c",
        "hellinger,   Threshold,  hellinger,   c",
        "ks,          PValue,     ks,          x",
        "psi,         PValue,     psi,         x",
        "wasserstein, PValue,     wasserstein, x",
        "cvm,         PValue,     cvm,         x",
        "ad,          PValue,     ad,          x",
        "chi2,        PValue,     chi2,        c",
        "tvd,         PValue,     tvd,         c",
        "cramersV,    PValue,     cramersV,    c"
    })
    void a_statistic_of_a_test_is_never_compared_with_a_difference(
            String method, String decision, String decides, String column) throws Exception {
        String one = "\"overrides\": [{\"name\": \"" + column + "\", \"methods\": [\"" + method + "\"]}],";
        String all =
                "\"" + (column.equals("x") ? "numeric" : "categorical") + "\": {\"methods\": [\"" + method + "\"]},";
        List<String> ways = decision.equals("Threshold") ? List.of(one, all) : List.of(one);
        for (String way : ways) {
            String features = way + "\"decision\": {\"method\": \"" + decision + "\"}";
            if (decides.equals("refused")) {
                assertThat(refusal(features)).contains(method, "the statistic of a test", "PValue");
                continue;
            }
            Finding same = finding("same.csv", features, column);
            assertThat(same.method()).isEqualTo(decides);
            assertThat(same.verdict()).as("%s", same).isEqualTo(Verdict.NO_DRIFT);
            assertThat(finding("other.csv", features, column).verdict()).isEqualTo(Verdict.DRIFT);
        }
    }

    @Test
    void thresholds_alone_need_no_methods_and_find_no_drift_in_rows_of_one_distribution() throws Exception {
        String features = "\"decision\": {\"method\": \"Threshold\"}";
        assertThat(finding("same.csv", features, "c").method()).isEqualTo("cramersV");
        assertThat(finding("same.csv", features, "c").verdict()).isEqualTo(Verdict.NO_DRIFT);
        assertThat(finding("same.csv", features, "c").scores()).containsKeys("chi2", "psi");
        assertThat(finding("same.csv", features, "x").verdict()).isEqualTo(Verdict.NO_DRIFT);
    }

    @Test
    void a_statistic_with_a_threshold_of_its_own_is_compared_with_it() throws Exception {
        String features = "\"overrides\": [{\"name\": \"x\", \"methods\": [\"ad\"], \"threshold\": 6.5}]";
        assertThat(finding("same.csv", features, "x").verdict()).isEqualTo(Verdict.NO_DRIFT);
        Finding other = finding("other.csv", features, "x");
        assertThat(other.verdict()).isEqualTo(Verdict.DRIFT);
        assertThat(other.threshold()).isEqualTo(6.5);
        assertThat(refusal("\"overrides\": [{\"name\": \"c\", \"methods\": [\"chi2\"], \"threshold\": 30}]"))
                .contains("Cramér's V", "at most 1");
    }

    @Test
    void an_alpha_that_a_monitor_may_have_is_taken() throws Exception {
        Matcher alpha = Pattern.compile(
                        "alpha:\\s+default: 0.01\\s+description: .*\\s+maximum: (\\S+)\\s+minimum: (\\S+)")
                .matcher(Files.readString(Path.of("../crds/manifests/driftmonitors.slipway.dev.yaml")));
        assertThat(alpha.find()).isTrue();
        for (String bound : List.of(alpha.group(1), alpha.group(2))) {
            assertThat(refusal("\"decision\": {\"alpha\": " + bound + "}")).isEmpty();
        }
        assertThat(refusal("\"decision\": {\"alpha\": 0.8}")).contains("$.features.decision.alpha");
    }

    private String refusal(String features) throws IOException {
        try {
            run("same.csv", features);
            return "";
        } catch (FailureException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private Finding finding(String current, String features, String column) throws Exception {
        return run(current, features).stream()
                .filter(f -> f.feature().equals(column))
                .findFirst()
                .orElseThrow();
    }

    private List<Finding> run(String current, String features) throws IOException, FailureException {
        String config =
                "{\"reference\": {\"csv\": {\"file\": \"@/reference.csv\"}}, \"current\": {\"csv\": {\"file\": \"@/"
                        + current + "\"}}, \"features\": {" + features + "}}";
        Path file = Files.writeString(folder.resolve("config.json"), config.replace("@", folder.toString()));
        return new Job(Clock.systemUTC()).run(file).report().findings();
    }

    private static void rows(String name, int seed, double shift) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder("x,c\n");
        for (int i = 0; i < ROWS; i++) {
            text.append(random.nextGaussian() + shift).append(',');
            text.append(
                    random.nextDouble() < shift
                            ? "DE"
                            : List.of("DE", "FR", "US", "PL").get(random.nextInt(4)));
            text.append('\n');
        }
        Files.writeString(folder.resolve(name), text);
    }
}
