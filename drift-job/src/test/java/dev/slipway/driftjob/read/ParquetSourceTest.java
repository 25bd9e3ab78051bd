package dev.slipway.driftjob.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.driftjob.files.RemoteFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that pyarrow wrote (parquet_files.py). */
class ParquetSourceTest {
    private static final String FOLDER = "src/test/resources/parquet/";
    private static final int ROWS = 1200;

    @Test
    void a_file_that_is_none_is_named_with_a_sentence_and_not_with_a_number(@TempDir Path folder) throws IOException {
        byte[] junk = new byte[512];
        new SplittableRandom(3).nextBytes(junk);
        System.arraycopy("PAR1".getBytes(StandardCharsets.US_ASCII), 0, junk, 508, 4);
        System.arraycopy("PAR1".getBytes(StandardCharsets.US_ASCII), 0, junk, 0, 4);
        for (int length : new int[] {0x7f00_0000, 0x8000_0001, 200}) {
            for (int i = 0; i < 4; i++) {
                junk[504 + i] = (byte) (length >>> (8 * i));
            }
            Path file = Files.write(folder.resolve("junk.parquet"), junk);
            assertThatThrownBy(() -> source(file.toString()).columns())
                    .hasMessageContaining("junk.parquet")
                    .hasMessageMatching("(?s).*\\b[a-z]{3,} [a-z]{2,} .*")
                    .message()
                    .doesNotMatch("(?s).*cannot be read: \\[[^\\]]*\\] -?\\d+");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "zstd", "gzip", "default", "plain", "pages", "delta"})
    void every_type_arrives_and_nulls_are_nulls(String codec) throws IOException {
        Source source = source(FOLDER + codec + ".parquet");
        assertThat(source.columns())
                .contains(
                        new Source.Column("f64", ColumnType.NUMBER), new Source.Column("flag", ColumnType.BOOLEAN),
                        new Source.Column("country", ColumnType.TEXT), new Source.Column("ts", ColumnType.TIMESTAMP),
                        new Source.Column("day", ColumnType.TIMESTAMP), new Source.Column("price", ColumnType.NUMBER),
                        new Source.Column("embedding", ColumnType.VECTOR),
                                new Source.Column("inner.x", ColumnType.NUMBER));
        assertThat(source.columns()).extracting(Source.Column::name).doesNotContain("words");
        assertThat(source.size().getAsLong()).isEqualTo(ROWS);
        List<List<@Nullable Object>> rows = rows(
                source,
                Budget.UNLIMITED,
                "id",
                "f64",
                "f32",
                "i64",
                "i32",
                "flag",
                "country",
                "ts",
                "day",
                "price",
                "inner.x",
                "runs");
        assertThat(rows).hasSize(ROWS);
        for (int i = 0; i < ROWS; i++) {
            boolean missing = i % 7 == 3;
            assertThat(rows.get(i))
                    .as("row " + i)
                    .containsExactly(
                            "r" + i,
                            missing ? null : rows.get(i).get(1),
                            i / 8.0,
                            3.0 * i,
                            missing ? null : (double) (i % 100),
                            i % 2 == 0 ? 1.0 : 0.0,
                            missing ? null : List.of("DE", "US", "straße").get(i % 3),
                            1767225600.0 + i,
                            1767225600.0 + i % 28 * 86400,
                            (double) rows.get(i).get(9),
                            (double) i,
                            i / 100 % 2 == 1 ? null : i / 4.0);
            assertThat((double) rows.get(i).get(9)).isCloseTo(i / 100.0, within(1e-12));
            if (!missing) {
                assertThat((double) rows.get(i).get(1)).isCloseTo(Math.sin(i), within(1e-15));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "plain", "pages"})
    void lists_may_be_missing_empty_and_have_holes(String file) throws IOException {
        List<String> seen = new ArrayList<>();
        source(FOLDER + file + ".parquet").read(List.of("ragged"), Budget.UNLIMITED, batch -> {
            ColumnData data = batch.columns().getFirst();
            for (int row = 0; row < batch.rows(); row++) {
                seen.add(data.isValue(row) ? Arrays.toString(data.vector(row)) : data.isNull(row) ? "null" : "invalid");
            }
        });
        assertThat(seen).hasSize(ROWS);
        for (int i = 0; i < ROWS; i++) {
            double[] many = new double[i % 40];
            Arrays.fill(many, i);
            assertThat(seen.get(i))
                    .as("row " + i)
                    .isEqualTo(
                            switch (i % 5) {
                                case 0 -> "[]";
                                case 1 -> "invalid";
                                case 2 -> "null";
                                case 3 -> Arrays.toString(many);
                                default -> "[" + (double) i + ", " + i / 2.0 + "]";
                            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "plain", "pages", "delta"})
    void whatever_byte_is_damaged_the_run_is_told_so_or_does_not_notice(String file, @TempDir Path folder)
            throws IOException {
        byte[] whole = Files.readAllBytes(Path.of(FOLDER + file + ".parquet"));
        SplittableRandom random = new SplittableRandom(7);
        int refused = 0;
        for (int trial = 0; trial < 200; trial++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 3; i++) {
                damaged[4 + random.nextInt(whole.length / 2)] = (byte) random.nextInt(256);
            }
            Path bad = Files.write(folder.resolve(trial + ".parquet"), damaged);
            try {
                rows(source(bad.toString()), Budget.UNLIMITED, "id", "f64", "i64", "flag", "country", "price");
                source(bad.toString()).read(List.of("ragged"), Budget.UNLIMITED, batch -> {});
            } catch (SourceException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void lists_of_numbers_are_vectors() throws IOException {
        List<String> seen = new ArrayList<>();
        source(FOLDER + "zstd.parquet").read(List.of("embedding"), Budget.UNLIMITED, batch -> {
            ColumnData data = batch.columns().getFirst();
            for (int row = 0; row < batch.rows(); row++) {
                seen.add(data.isNull(row) ? "null" : Arrays.toString(data.vector(row)));
            }
        });
        assertThat(seen).hasSize(ROWS);
        assertThat(seen.get(3)).isEqualTo("null");
        assertThat(seen.get(1199)).isEqualTo("[1199.0, 599.5, 1.0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"forms", "forms-plain"})
    void unsigned_numbers_halves_and_old_timestamps_are_what_they_mean(String file) throws IOException {
        Source source = source(FOLDER + file + ".parquet");
        List<List<@Nullable Object>> rows = rows(source, Budget.UNLIMITED, "u8", "u32", "u64", "old", "half", "twice");
        assertThat(rows).hasSize(50);
        for (int i = 0; i < 50; i++) {
            assertThat(rows.get(i))
                    .as("row " + i)
                    .containsExactly(
                            i + 200.0, i + 0x1p31, i * 2048.0 + 0x1p63, 1767225600 + i / 1e6, i / 8.0, (double) i);
        }
        assertThat(source.columns()).contains(new Source.Column("old", ColumnType.TIMESTAMP));
    }

    @Test
    void columns_that_are_not_read_are_named_with_the_reason() throws IOException {
        Source source = source(FOLDER + "forms.parquet");
        assertThat(source.unread())
                .containsEntry("map", "a map")
                .containsEntry("twice", "a second column of this name")
                .containsOnlyKeys("map", "words", "twice");
        assertThat(source.unread().get("words")).startsWith("a list of ");
        assertThat(source.columns())
                .extracting(Source.Column::name)
                .doesNotContain("map", "words")
                .doesNotHaveDuplicates();
    }

    @Test
    void a_window_and_a_budget_bound_what_is_read() throws IOException {
        Instant start = Instant.parse("2026-01-01T00:01:00Z");
        Source window = source(FOLDER + "snappy.parquet").within(new Window(start, start.plusSeconds(100)));
        List<List<@Nullable Object>> rows = rows(window, Budget.UNLIMITED, "i64");
        assertThat(rows).hasSize(100);
        assertThat(rows.getFirst()).containsExactly(180.0);
        Source whole = source(FOLDER + "snappy.parquet");
        Budget half = whole.fitted(new Budget(600, Long.MAX_VALUE, 1));
        assertThat(rows(whole, half, "i64")).hasSizeBetween(530, 660);
        Budget byKey = new Budget(Long.MAX_VALUE, Long.MAX_VALUE, 0.5, Optional.of("id"));
        assertThat(rows(whole, byKey, "id")).hasSizeBetween(530, 670).isEqualTo(rows(whole, byKey, "id"));
    }

    @Test
    void several_files_are_one_source_in_the_order_of_their_names() throws IOException {
        Path folder = Files.createTempDirectory("parquet");
        Files.copy(Path.of(FOLDER + "snappy.parquet"), folder.resolve("a.parquet"));
        Files.copy(Path.of(FOLDER + "more.parquet"), folder.resolve("b.parquet"));
        List<List<@Nullable Object>> rows = rows(source(folder + "/*.parquet"), Budget.UNLIMITED, "id");
        assertThat(rows).hasSize(ROWS + 100);
        assertThat(rows.getLast()).containsExactly("r1299");
    }

    @Test
    void what_is_no_parquet_or_is_cut_off_is_refused(@TempDir Path folder) throws IOException {
        byte[] whole = Files.readAllBytes(Path.of(FOLDER + "gzip.parquet"));
        Path cut = Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(whole, whole.length / 2));
        Path text = Files.writeString(folder.resolve("text.parquet"), "id,x\n1,2\n".repeat(100));
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, 200, 4000, (byte) 0x5A);
        Path bad = Files.write(folder.resolve("bad.parquet"), damaged);
        for (Path file : List.of(cut, text)) {
            assertThatThrownBy(() -> source(file.toString()).columns()).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> rows(source(bad.toString()), Budget.UNLIMITED, "id"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> source(folder + "/none-*.parquet").columns()).hasMessageContaining("there is no file");
        assertThatThrownBy(() -> rows(source(FOLDER + "gzip.parquet"), Budget.UNLIMITED, "zz"))
                .hasMessageContaining("no column zz");
    }

    private static Source source(String path) {
        RemoteFiles files = new RemoteFiles();
        return new ParquetSource(path, () -> files.inputs(path, Optional.empty()), Optional.of("ts"));
    }

    private static List<List<@Nullable Object>> rows(Source source, Budget budget, String... columns)
            throws IOException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        source.read(List.of(columns), budget, batch -> {
            for (int row = 0; row < batch.rows(); row++) {
                List<@Nullable Object> values = new ArrayList<>();
                for (ColumnData data : batch.columns().subList(0, columns.length)) {
                    int from = data.type() == ColumnType.TEXT ? data.textStart(row) : 0;
                    values.add(
                            data.isNull(row)
                                    ? null
                                    : data.type() == ColumnType.TEXT
                                            ? new String(
                                                    data.textBytes(),
                                                    from,
                                                    data.textEnd(row) - from,
                                                    StandardCharsets.UTF_8)
                                            : (Object) data.number(row));
                }
                rows.add(values);
            }
        });
        return rows;
    }
}
