package dev.slipway.driftjob.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.driftjob.config.FeatureConfig;
import dev.slipway.driftjob.config.RunConfig;
import dev.slipway.driftjob.profile.ColumnKind;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.profile.ReferenceNumbers;
import dev.slipway.driftjob.profile.Room;
import dev.slipway.driftjob.read.Budget;
import dev.slipway.driftjob.read.CsvSource;
import dev.slipway.driftjob.read.Source;
import dev.slipway.driftjob.statistics.CertifiedDistance;
import dev.slipway.driftjob.statistics.KolmogorovSmirnov;
import dev.slipway.workload.config.ConfigDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many columns in little memory. */
class WideTablesTest {
    private static final int COLUMNS = 40;
    private static final int ROWS = 3_000;
    private static final long LITTLE = 16L << 20;

    @TempDir
    Path folder;

    @Test
    void columns_share_the_memory_and_the_run_says_that_bounds_are_wider() throws Exception {
        Source source = new CsvSource(table(), ',');
        List<String> problems = new ArrayList<>();
        ReferenceProfiler.Profiled profiled =
                new ReferenceProfiler(features(), Set.of(), Budget.UNLIMITED, LITTLE).profile(source, problems);
        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith(COLUMNS + " columns share 16 MB: each is counted between ")
                .endsWith(" edges instead of 4095, so bounds are wider")
                .hasSizeLessThan(120);
        assertThat(profiled.profile().columns()).hasSize(COLUMNS);
        assertThat(profiled.profile().columns().values())
                .allSatisfy(column ->
                        assertThat(((NumericProfile) column).edges().size()).isBetween(255, 1_400));

        List<String> none = new ArrayList<>();
        new ReferenceProfiler(features(), Set.of(), Budget.UNLIMITED, 100 * LITTLE).profile(source, none);
        assertThat(none).isEmpty();
    }

    @Test
    void passes_over_some_columns_each_give_what_one_pass_over_all_gives() throws Exception {
        CsvSource rows = new CsvSource(table(), ',');
        List<Integer> passes = new ArrayList<>();
        Source together = new Source() {
            @Override
            public String description() {
                return rows.description();
            }

            @Override
            public List<Column> columns() throws IOException {
                return rows.columns();
            }

            @Override
            public int together() {
                return 7;
            }

            @Override
            public Result read(List<String> columns, Budget budget, Sink sink) throws IOException {
                passes.add(columns.size());
                return rows.read(columns, budget, sink);
            }
        };
        ReferenceProfiler.Profiled some =
                new ReferenceProfiler(features(), Set.of(), Budget.UNLIMITED).profile(together, new ArrayList<>());
        ReferenceProfiler.Profiled all =
                new ReferenceProfiler(features(), Set.of(), Budget.UNLIMITED).profile(rows, new ArrayList<>());
        assertThat(passes).containsExactly(7, 7, 7, 7, 7, 5);
        assertThat(some.profile()).isEqualTo(all.profile());
        assertThat(some.read().rows()).isEqualTo(ROWS);
    }

    @Test
    void bounds_from_few_edges_hold_the_exact_distance_and_are_as_narrow_as_the_edges_are_many() {
        SplittableRandom random = new SplittableRandom(5);
        double[] x = random.doubles(200_000).map(v -> v * v).toArray();
        double[] y = random.doubles(50_000).map(v -> v * v * 1.02).toArray();
        Room room = Room.of(20L << 20, 200);
        assertThat(room.edges()).isLessThan(800);
        ReferenceNumbers numbers = new ReferenceNumbers(ColumnKind.NUMERIC, room);
        numbers.addAll(x, 0, x.length);
        NumericProfile reference = numbers.profile();
        assertThat(numbers.lopsided(reference)).isFalse();
        NumericProfile current = reference.emptyLike();
        current.addAll(y, 0, y.length);
        Arrays.sort(x);
        Arrays.sort(y);
        var bounds = new CertifiedDistance(reference, current).kolmogorovSmirnov();
        assertThat(bounds.contains(KolmogorovSmirnov.distance(x, y))).isTrue();
        assertThat(bounds.width()).isLessThan(8.0 / room.edges());
    }

    @Test
    void all_the_room_there_is_goes_to_edges_first_and_never_below_a_coarse_profile() {
        assertThat(Room.of(1L << 30, 20)).isEqualTo(Room.FULL);
        Room tight = Room.of(123L << 20, 1000);
        assertThat(tight.edges()).isBetween(600, 1_000);
        assertThat(40_000 + 104L * tight.edges()).isLessThanOrEqualTo((123L << 20) / 1000);
        assertThat(40_000 + 40L * tight.edges() + 8L * tight.sample()).isLessThanOrEqualTo((123L << 20) / 1000);
        assertThat(Room.of(1, 1_000_000).edges()).isEqualTo(255);
        assertThat(tight.suffices(tight.edges())).isTrue();
        assertThat(tight.suffices(tight.edges() + 1)).isFalse();
    }

    private FeatureConfig features() throws Exception {
        Path file = Files.writeString(
                folder.resolve("config.json"),
                "{\"reference\": {\"csv\": {\"file\": \"a\"}}, \"current\": {\"csv\": {\"file\": \"b\"}}}");
        return RunConfig.of(ConfigDocument.read(file).root()).features();
    }

    private Path table() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder();
        for (int row = 0; row <= ROWS; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                text.append(column == 0 ? "" : ",").append(row == 0 ? "c" + column : "" + random.nextGaussian());
            }
            text.append('\n');
        }
        return Files.writeString(folder.resolve("table.csv"), text);
    }
}
