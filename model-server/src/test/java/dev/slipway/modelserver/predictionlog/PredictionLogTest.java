package dev.slipway.modelserver.predictionlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.config.ModelServerConfig.DeclaredInput;
import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.OutputTensor;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionLogTest {
    static final WriterPace QUICK = new WriterPace(
            Duration.ofMillis(20),
            1 << 20,
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            Duration.ofMillis(300));
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final TensorSpec X = Tensors.spec("x", DataType.FP32, -1L, 2L);
    private static final TensorSpec Y = Tensors.spec("y", DataType.FP32, -1L, 1L);

    private final Postgres postgres = Postgres.shared();

    @TempDir
    Path directory;

    private LogSettings settings(String table, String... mask) {
        return new LogSettings(
                postgres.secret(directory), TableName.parse(table), 1, Duration.ofDays(90), 8 << 20, List.of(mask), "");
    }

    private static PredictionLog start(LogSettings settings, Signature declared, ModelSignature model) {
        List<String> outputs = List.copyOf(model.outputNames());
        return PredictionLog.start(
                RowLayout.of(model, declared, settings.mask()), outputs, settings, "rev-1", Clock.systemUTC(), QUICK);
    }

    private static PredictionLog simple(LogSettings settings) {
        return start(settings, Signature.NONE, new ModelSignature(List.of(X), List.of(Y)));
    }

    private static void record(PredictionLog log, String id, Number... x) {
        int rows = x.length / 2;
        Number[] y = new Number[rows];
        for (int i = 0; i < rows; i++) {
            y[i] = i + 0.5;
        }
        log.record(
                new LoggedRequest(id, null, null, 1_500_000),
                List.of(Tensors.input(X, rows, x)),
                List.of(Tensors.output(Y, rows, y)));
    }

    @Test
    void every_type_arrives_as_itself() throws Exception {
        List<TensorSpec> inputs = new ArrayList<>();
        List<TensorInput> values = new ArrayList<>();
        Map<DataType, Number[]> cases = Map.ofEntries(
                Map.entry(DataType.BOOL, new Number[] {1, 0}),
                Map.entry(DataType.INT8, new Number[] {-128, 127}),
                Map.entry(DataType.UINT8, new Number[] {0, 255}),
                Map.entry(DataType.INT16, new Number[] {-32768, 32767}),
                Map.entry(DataType.UINT16, new Number[] {0, 65535}),
                Map.entry(DataType.INT32, new Number[] {Integer.MIN_VALUE, Integer.MAX_VALUE}),
                Map.entry(DataType.UINT32, new Number[] {0, -1}),
                Map.entry(DataType.INT64, new Number[] {Long.MIN_VALUE, Long.MAX_VALUE}),
                Map.entry(DataType.UINT64, new Number[] {10000000000L, -1L}),
                Map.entry(DataType.FP16, new Number[] {-65504, 0.000061035156}),
                Map.entry(DataType.BF16, new Number[] {1.5, -3.0}),
                Map.entry(DataType.FP32, new Number[] {Float.NaN, Float.NEGATIVE_INFINITY}),
                Map.entry(DataType.FP64, new Number[] {Double.MIN_VALUE, Double.POSITIVE_INFINITY}));
        cases.forEach((type, numbers) -> {
            TensorSpec spec = Tensors.spec(type.name(), type, -1L, 2L);
            inputs.add(spec);
            values.add(Tensors.input(spec, 1, numbers));
        });
        TensorSpec texts = Tensors.spec("BYTES", DataType.BYTES, -1L, 2L);
        inputs.add(texts);
        values.add(Tensors.texts(texts, 1, "Ünï \"q' 漢字 😀\n\\N\t", "nul\0nul"));
        LogSettings settings = settings("every_type");
        PredictionLog log = start(settings, Signature.NONE, new ModelSignature(inputs, List.of(Y)));
        log.record(new LoggedRequest("id", "ent", "B", 1_234_567), values, List.of(Tensors.output(Y, 1, 0.25)));
        log.close(LONG);
        Map<String, @Nullable String> row =
                postgres.rows("SELECT * FROM every_type").getFirst();
        assertThat(row)
                .containsEntry("request_id", "id")
                .containsEntry("revision", "rev-1")
                .containsEntry("arm", "B")
                .containsEntry("entity", "ent")
                .containsEntry("prediction", "0.25")
                .containsEntry("score", "0.25")
                .containsEntry("latency_us", "1234")
                .containsEntry("BOOL_0", "t")
                .containsEntry("BOOL_1", "f")
                .containsEntry("INT8_0", "-128")
                .containsEntry("UINT8_1", "255")
                .containsEntry("INT16_0", "-32768")
                .containsEntry("UINT16_1", "65535")
                .containsEntry("INT32_0", "-2147483648")
                .containsEntry("UINT32_1", "4294967295")
                .containsEntry("INT64_0", "-9223372036854775808")
                .containsEntry("UINT64_0", "10000000000")
                .containsEntry("UINT64_1", "18446744073709551615")
                .containsEntry("FP16_0", "-65504")
                .containsEntry("FP16_1", "6.1035156e-05")
                .containsEntry("BF16_1", "-3")
                .containsEntry("FP32_0", "NaN")
                .containsEntry("FP32_1", "-Infinity")
                .containsEntry("FP64_0", "5e-324")
                .containsEntry("FP64_1", "Infinity")
                .containsEntry("BYTES_0", "Ünï \"q' 漢字 😀\n\\N\t")
                .containsEntry("BYTES_1", "nul\uFFFDnul");
        assertThat(postgres.rows("SELECT pg_typeof(\"UINT64_0\")::text t, pg_typeof(ts)::text s FROM every_type"))
                .containsExactly(Map.of("t", "numeric", "s", "timestamp with time zone"));
        assertThat(postgres.number("SELECT abs(extract(epoch FROM now() - ts))::int FROM every_type"))
                .isLessThan(60);
    }

    @Test
    void a_batch_gives_a_row_for_each_of_its_rows() throws Exception {
        PredictionLog log = simple(settings("batches"));
        record(log, "batch", 1, 2, 3, 4, 5, 6);
        record(log, "one", 7, 8);
        log.close(LONG);
        assertThat(postgres.rows("SELECT request_id, x_0, x_1, prediction FROM batches ORDER BY x_0"))
                .containsExactly(
                        Map.of("request_id", "batch#0", "x_0", "1", "x_1", "2", "prediction", "0.5"),
                        Map.of("request_id", "batch#1", "x_0", "3", "x_1", "4", "prediction", "1.5"),
                        Map.of("request_id", "batch#2", "x_0", "5", "x_1", "6", "prediction", "2.5"),
                        Map.of("request_id", "one", "x_0", "7", "x_1", "8", "prediction", "0.5"));
        assertThat(log.counters().offered()).isEqualTo(4);
        assertThat(log.counters().written()).isEqualTo(4);
    }

    @Test
    void masked_columns_and_hostile_names_are_written_as_null_and_as_they_are() throws Exception {
        String hostile = "Robert\"); DROP TABLE quoted;--";
        Signature declared =
                new Signature(List.of(new DeclaredInput("x", Optional.empty(), List.of(hostile, "select"))), List.of());
        PredictionLog log =
                start(settings("quoted", "select", "entity"), declared, new ModelSignature(List.of(X), List.of(Y)));
        log.record(
                new LoggedRequest("q", "secret person", null, 1),
                List.of(Tensors.input(X, 1, 1, 2)),
                List.of(Tensors.output(Y, 1, 3)));
        log.close(LONG);
        Map<String, @Nullable String> row =
                postgres.rows("SELECT * FROM quoted").getFirst();
        assertThat(row)
                .containsEntry(hostile, "1")
                .containsEntry("select", null)
                .containsEntry("entity", null);
    }

    @Test
    void the_label_is_the_prediction_and_its_probability_the_score() throws Exception {
        TensorSpec label = Tensors.spec("label", DataType.BYTES, -1L);
        TensorSpec probabilities = Tensors.spec("p", DataType.FP32, -1L, 3L);
        PredictionLog log = start(
                settings("classes"), Signature.NONE, new ModelSignature(List.of(X), List.of(label, probabilities)));
        List<OutputTensor> answer = List.of(
                Tensors.outputTexts(label, 2, "cat", "dog"),
                Tensors.output(probabilities, 2, 0.25, 0.5, 0.125, 0.0, 0.0, 1.0));
        log.record(new LoggedRequest("a", null, null, 1), List.of(Tensors.input(X, 2, 1, 2, 3, 4)), answer);
        // The client asked for the label alone.
        log.record(
                new LoggedRequest("b", null, null, 1),
                List.of(Tensors.input(X, 1, 1, 2)),
                List.of(Tensors.outputTexts(label, 1, "cow")));
        log.close(LONG);
        assertThat(postgres.rows("SELECT prediction, score FROM classes ORDER BY request_id"))
                .extracting(row -> row.get("prediction") + " " + row.get("score"))
                .containsExactly("cat 0.5", "dog 1", "cow null");
    }

    @Test
    void only_sampled_requests_are_recorded() throws Exception {
        LogSettings all = settings("sampled");
        LogSettings tenth = new LogSettings(
                all.credentials(), all.table(), 0.1, all.retention(), all.maxBufferBytes(), List.of(), "");
        PredictionLog log = simple(tenth);
        long expected = 0;
        for (int i = 0; i < 2000; i++) {
            record(log, "r" + i, i, i);
            expected += new Sampler(0.1).takes("r" + i) ? 1 : 0;
        }
        log.close(LONG);
        assertThat(postgres.number("SELECT count(*) FROM sampled")).isEqualTo(expected);
        assertThat(log.counters().offered()).isEqualTo(expected);
    }

    @Test
    void a_new_feature_becomes_a_column_and_an_old_revision_goes_on_writing() throws Exception {
        LogSettings settings = settings("grows");
        PredictionLog before = simple(settings);
        record(before, "old", 1, 2);
        TensorSpec extra = Tensors.spec("extra", DataType.INT64, -1L, 1L);
        PredictionLog after = PredictionLog.start(
                RowLayout.of(new ModelSignature(List.of(X, extra), List.of(Y)), Signature.NONE, List.of()),
                List.of("y"),
                settings,
                "rev-2",
                Clock.systemUTC(),
                QUICK);
        after.record(
                new LoggedRequest("new", null, null, 1),
                List.of(Tensors.input(X, 1, 3, 4), Tensors.input(extra, 1, 99)),
                List.of(Tensors.output(Y, 1, 1)));
        after.close(LONG);
        record(before, "old again", 5, 6);
        before.close(LONG);
        assertThat(postgres.rows("SELECT request_id, revision, extra FROM grows ORDER BY x_0"))
                .extracting(row -> row.get("request_id") + " " + row.get("revision") + " " + row.get("extra"))
                .containsExactly("old rev-1 null", "new rev-2 99", "old again rev-1 null");
    }

    @Test
    void a_column_of_another_type_drops_the_rows_says_why_and_heals() throws Exception {
        postgres.execute("CREATE TABLE conflict (request_id text, ts timestamptz, revision text, arm text, entity text,"
                + " prediction real, score double precision, latency_us bigint, x_0 text, x_1 real)");
        PredictionLog log = simple(settings("conflict"));
        record(log, "lost", 1, 2);
        Eventually.is(() -> log.counters().dropped(DropReason.TYPE_CONFLICT) == 1);
        assertThat(log.state().phase()).isEqualTo(LogState.Phase.Conflict);
        assertThat(log.state().message())
                .isEqualTo(
                        "Column \"x_0\" of \"public\".\"conflict\" is text and this revision of the model writes real;"
                                + " name another table in predictionLog.table, or rename the column.");
        postgres.execute("ALTER TABLE conflict RENAME COLUMN x_0 TO x_0_text");
        Eventually.is(() -> log.state().phase() == LogState.Phase.Writing);
        assertThat(log.state().message()).contains("not partitioned");
        record(log, "kept", 3, 4);
        log.close(LONG);
        assertThat(postgres.number("SELECT count(*) FROM conflict")).isEqualTo(1);
        assertThat(log.counters().offered())
                .isEqualTo(log.counters().written() + log.counters().dropped());
    }

    @Test
    void many_writers_that_start_at_once_make_one_table_and_lose_nothing() throws Exception {
        LogSettings settings = settings("crowd");
        List<PredictionLog> logs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            logs.add(simple(settings));
        }
        for (int i = 0; i < 4000; i++) {
            record(logs.get(i % 8), "r" + i, i, i);
        }
        for (PredictionLog log : logs) {
            log.close(LONG);
        }
        assertThat(postgres.number("SELECT count(DISTINCT request_id) FROM crowd"))
                .isEqualTo(4000);
        assertThat(postgres.number("SELECT count(*) FROM crowd")).isEqualTo(4000);
    }

    @Test
    void rows_that_postgresql_refuses_are_dropped_and_counted() throws Exception {
        postgres.execute("CREATE TABLE refusing (request_id text, ts timestamptz, revision text, arm text, entity text,"
                + " prediction real, score double precision, latency_us bigint, x_0 real, x_1 real CHECK (x_1 < 10))");
        PredictionLog log = simple(settings("refusing"));
        record(log, "bad", 1, 11);
        Eventually.is(() -> log.counters().dropped(DropReason.REFUSED) == 1);
        assertThat(log.state().message()).contains("refused 1 rows").doesNotContain("11");
        record(log, "good", 1, 2);
        log.close(LONG);
        assertThat(postgres.number("SELECT count(*) FROM refusing")).isEqualTo(1);
        assertThat(log.counters().dropped()).isEqualTo(1);
    }
}
