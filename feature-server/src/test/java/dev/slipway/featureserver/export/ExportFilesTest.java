package dev.slipway.featureserver.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.export.ExportRequest.Entities;
import dev.slipway.featureserver.export.ExportRequest.Output;
import dev.slipway.featureserver.export.ExportRequest.Place;
import dev.slipway.featureserver.parquet.ParquetCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported is read by those who will: pyarrow, a CSV reader, PostgreSQL. */
class ExportFilesTest {
    private static final List<String> FEATURES = List.of(
            "every:f32",
            "every:f64",
            "every:i32",
            "every:i64",
            "every:b",
            "every:s",
            "every:y",
            "every:u",
            "every:f64s",
            "every:i32s",
            "every:ss",
            "every:bs",
            "every:us");

    @TempDir
    static Path folder;

    @TempDir
    static Path secret;

    private static OfflineData data;

    @BeforeAll
    static void start() throws Exception {
        data = new OfflineData(secret);
        data.sql("""
            CREATE TABLE every (id int8, ts timestamptz, f32 float4, f64 float8, i32 int4, i64 int8, b bool, s text, y bytea,
              u timestamptz, f64s float8[], i32s int4[], ss text[], bs bool[], us timestamptz[]);
            INSERT INTO every VALUES
              (1, '2026-01-01Z', 0.1, 0.1, -1, 9223372036854775807, false, 'zoë, "so"', '\\x00ff', '2026-01-02 00:00:00.7Z',
               '{1.5,-0,Infinity}', '{1,-2147483648}', '{a,"",é}', '{t,f}', '{2026-01-01Z}'),
              (2, '2026-01-01Z', 'NaN', '-Infinity', 2147483647, 0, true, '', '', '1969-12-31 23:59:59.5Z', '{}', '{}', '{}', '{}', '{}'),
              (3, '2026-01-01Z', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
              (4, '2026-01-01Z', 'Infinity', 'NaN', 0, 1, true, 'line
            break', '\\x41', '2026-01-01Z', '{{1,2},{3,4}}', '{7}', '{"\\"",","}', '{t}', '{1970-01-01Z}');
            CREATE TABLE asked (n int2, id int8, event_timestamp timestamptz, day date, price numeric(8,2), big numeric, note varchar(20),
              tags text[], label bool, j jsonb);
            INSERT INTO asked SELECT i, i % 6, '2026-06-01Z'::timestamptz + i * interval '1 second', '2026-06-01'::date + i, i / 4.0,
              'NaN', CASE WHEN i % 3 = 0 THEN NULL ELSE 'n' || i END, CASE WHEN i % 4 = 0 THEN NULL ELSE ARRAY['x', NULL, 'y' || i] END,
              i % 2 = 0, '{"a": 1}' FROM generate_series(0, 999) i;
            CREATE TABLE wide (id int8, ts timestamptz, s text);
            INSERT INTO wide SELECT i, '2026-01-01Z', repeat(md5(i::text), 32) FROM generate_series(0, 99) i;
            """);
    }

    @AfterAll
    static void stop() throws Exception {
        data.close();
    }

    @Test
    void every_type_is_read_back_by_pyarrow_as_postgres_has_it() throws Exception {
        Path plain = folder.resolve("every.parquet");
        Path packed = folder.resolve("packed.parquet");
        Path csv = folder.resolve("every.csv");
        Entities asked = entities("\"asked\"");
        export(FEATURES, asked, new Output.Table("\"every_training\"", false));
        export(FEATURES, asked, new Output.Parquet(new Place.Local(plain), ParquetCodec.UNCOMPRESSED));
        export(FEATURES, asked, new Output.Parquet(new Place.Local(packed), ParquetCodec.GZIP));
        ExportSummary summary = export(FEATURES, asked, new Output.Csv(new Place.Local(csv)));
        assertThat(summary.bytes()).isEqualTo(Files.size(csv));
        assertThat(python("every_training", plain, packed, csv))
                .contains(
                        "n: int32",
                        "day: date32",
                        "price: double",
                        "big: string",
                        "tags: list<element: string>",
                        "event_timestamp: timestamp[us, tz=UTC]",
                        "f32: float",
                        "u: timestamp[us, tz=UTC]",
                        "y: binary",
                        "us: list<element: timestamp[us, tz=UTC]>")
                .endsWith("all well\n");
    }

    @Test
    void a_file_of_many_row_groups_and_pages_is_whole() throws Exception {
        Entities asked =
                entities("(SELECT i AS n, (i % 120)::int8 AS id, '2026-06-01Z'::timestamptz AS event_timestamp FROM"
                        + " generate_series(0, 39999) i)");
        Path file = folder.resolve("wide.parquet");
        export(List.of("wide:s"), asked, new Output.Table("\"wide_training\"", false));
        export(List.of("wide:s"), asked, new Output.Parquet(new Place.Local(file), ParquetCodec.UNCOMPRESSED));
        assertThat(python("wide_training", file)).contains("groups True").endsWith("all well\n");
    }

    @Test
    void an_empty_entity_table_gives_an_empty_set_with_its_columns() throws Exception {
        Path file = folder.resolve("none.parquet");
        Entities none = entities("(SELECT * FROM asked WHERE false)");
        export(FEATURES, none, new Output.Table("\"none_training\"", false));
        assertThat(export(FEATURES, none, new Output.Parquet(new Place.Local(file), ParquetCodec.GZIP))
                        .rows())
                .isZero();
        assertThat(python("none_training", file)).contains("f64: double").endsWith("all well\n");
    }

    @Test
    void what_cannot_be_made_says_why_and_leaves_nothing() throws Exception {
        Output.Csv output = new Output.Csv(new Place.Local(folder.resolve("wrong.csv")));
        assertThatThrownBy(() -> export(List.of("every:zzz"), entities("\"asked\""), output))
                .hasMessageContaining("'every:zzz' is unknown: the view has no feature 'zzz'");
        assertThatThrownBy(() -> export(List.of("wide:s", "every:s"), entities("\"asked\""), output))
                .hasMessageContaining("Two columns would be named 's'");
        assertThatThrownBy(() -> export(List.of("wide:s"), entities("(SELECT 1 AS n)"), output))
                .hasMessageContaining("no column");
        assertThatThrownBy(() -> export(
                        List.of("wide:s"), entities("(SELECT '1'::text AS id, now() AS event_timestamp)"), output))
                .hasMessageContaining("column 'id' is text, which cannot become INT64");
        assertThatThrownBy(() -> export(
                        List.of("wide:s"),
                        entities("(SELECT 1 AS id, now() AS event_timestamp)"),
                        new Output.Csv(new Place.Local(folder.resolve("no/such/folder.csv")))))
                .hasMessageContaining("cannot be written");
        assertThatThrownBy(() -> export(
                        List.of("wide:s"),
                        entities("(SELECT 1 AS id, now() AS event_timestamp FROM generate_series(1, 9) i WHERE 1 / (5 -"
                                + " i) < 9)"),
                        output))
                .hasMessageContaining("division by zero");
        assertThat(folder.resolve("wrong.csv")).doesNotExist();
        assertThat(folder.resolve("wrong.csv.partial")).doesNotExist();
    }

    private static Entities entities(String relation) {
        return new Entities(Optional.empty(), relation, "event_timestamp", Optional.empty(), List.of());
    }

    private static ExportSummary export(List<String> features, Entities entities, Output output) throws Exception {
        String source = "\"source\":{\"postgres\":{\"credentialsDirectory\":\"" + secret
                + "\",\"timestampField\":\"ts\",\"table\":";
        String document =
                "{\"redis\":{\"addresses\":[\"127.0.0.1:1\"]},\"views\":[{\"name\":\"every\",\"entities\":[{\"name\":\"id\",\"type\":\"INT64\"}],\"features\":["
                        + "{\"name\":\"f32\",\"type\":\"FLOAT\"},{\"name\":\"f64\",\"type\":\"DOUBLE\"},{\"name\":\"i32\",\"type\":\"INT32\"},"
                        + "{\"name\":\"i64\",\"type\":\"INT64\"},{\"name\":\"b\",\"type\":\"BOOL\"},{\"name\":\"s\",\"type\":\"STRING\"},"
                        + "{\"name\":\"y\",\"type\":\"BYTES\"},{\"name\":\"u\",\"type\":\"UNIX_TIMESTAMP\"},{\"name\":\"f64s\",\"type\":\"DOUBLE_LIST\"},"
                        + "{\"name\":\"i32s\",\"type\":\"INT32_LIST\"},{\"name\":\"ss\",\"type\":\"STRING_LIST\"},{\"name\":\"bs\",\"type\":\"BOOL_LIST\"},"
                        + "{\"name\":\"us\",\"type\":\"UNIX_TIMESTAMP_LIST\"}]," + source + "\"every\"}}},"
                        + "{\"name\":\"wide\",\"entities\":[{\"name\":\"id\",\"type\":\"INT64\"}],\"features\":[{\"name\":\"s\",\"type\":\"STRING\"}],"
                        + source + "\"wide\"}}}]}";
        return new Exporter(ConfigFile.parse(document.getBytes(StandardCharsets.UTF_8))
                        .config())
                .export(new ExportRequest(features, entities, false, output));
    }

    private static String python(String table, Path... files) throws Exception {
        Path tests = Path.of("src", "test").toAbsolutePath();
        Path venv = Path.of("..", "make", "venv").toAbsolutePath().normalize();
        String python = run(List.of(
                        venv.toString(), tests.resolve("feast/requirements.txt").toString()))
                .lines()
                .toList()
                .getLast()
                .strip();
        List<String> command = new java.util.ArrayList<>(List.of(
                python, tests.resolve("parquet/read.py").toString(), Files.readString(secret.resolve("port")), table));
        for (Path file : files) {
            command.add(file.toString());
        }
        return run(command);
    }

    private static String run(List<String> command) throws Exception {
        Path errors = Files.createTempFile("errors", ".txt");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output + Files.readString(errors)).isZero();
        Files.delete(errors);
        return output;
    }
}
