package dev.slipway.driftjob.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresSourceTest {
    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException, SQLException {
        postgres = EmbeddedPostgres.start();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE TABLE log (a int2, b int4, c int8, d float4, "e E" float8, f numeric, g boolean,
                      h timestamptz, i date, j text, k uuid)""");
            statement.execute("""
                    INSERT INTO log VALUES
                      (1, -2, 9007199254740991, 0.5, 'NaN', 12.25, true, '2026-01-02T03:04:05.25Z', '2026-01-02',
                       'straße', '00000000-0000-0000-0000-000000000001'),
                      (null, null, null, null, null, null, null, null, null, null, null),
                      (3, 4, 5, 'Infinity', '-Infinity', 'NaN', false, 'infinity', '2000-01-01', '', null)""");
            statement.execute(
                    "CREATE TABLE many AS SELECT i::float8 AS x, '2026-01-01'::timestamptz + i * '1s'::interval"
                            + " AS ts, repeat('y', i % 50) AS t FROM generate_series(0, 99999) i");
        }
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Test
    void every_type_arrives_and_nulls_are_nulls() throws IOException {
        Source source = source("public.log", null);
        assertThat(values(source, "a")).containsExactly(1.0, null, 3.0);
        assertThat(values(source, "b")).containsExactly(-2.0, null, 4.0);
        assertThat(values(source, "c")).containsExactly(9007199254740991.0, null, 5.0);
        assertThat(values(source, "d")).containsExactly(0.5, null, Double.POSITIVE_INFINITY);
        assertThat(values(source, "e E")).containsExactly(Double.NaN, null, Double.NEGATIVE_INFINITY);
        assertThat(values(source, "f")).containsExactly(12.25, null, Double.NaN);
        assertThat(values(source, "g")).containsExactly(1.0, null, 0.0);
        assertThat(values(source, "h")).containsExactly(1767323045.25, null, Double.POSITIVE_INFINITY);
        assertThat(values(source, "i")).containsExactly(1767312000.0, null, 946684800.0);
        assertThat(values(source, "j")).containsExactly("straße", null, "");
        assertThat(values(source, "k")).containsExactly("00000000-0000-0000-0000-000000000001", null, null);
    }

    @Test
    void a_window_and_a_budget_bound_what_is_read() throws IOException {
        Instant start = Instant.parse("2026-01-01T00:00:10Z");
        Source window = source("many", new PostgresSource.Window("ts", start, start.plusSeconds(50)));
        assertThat(window.read(List.of("x"), Budget.UNLIMITED, batch -> {}).rows())
                .isEqualTo(50);
        double[] sum = new double[1];
        Source.Result all = source("many", null).read(List.of("x", "t"), Budget.UNLIMITED, batch -> {
            for (int row = 0; row < batch.rows(); row++) {
                sum[0] += batch.columns().getFirst().number(row);
            }
        });
        assertThat(all.rows()).isEqualTo(100_000);
        assertThat(all.complete()).isTrue();
        assertThat(sum[0]).isEqualTo(99_999.0 * 100_000 / 2);
        Source.Result cut = source("many", null).read(List.of("x"), new Budget(1_000, Long.MAX_VALUE, 1), batch -> {});
        assertThat(cut.rows()).isEqualTo(1_000);
        assertThat(cut.complete()).isFalse();
    }

    @Test
    void errors_say_what_and_hold_no_password() throws IOException {
        assertThatThrownBy(() -> source("absent", null).columns())
                .hasMessageContaining("absent")
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> source("log; DROP TABLE log", null)).hasMessageContaining("is no name");
        String url = "jdbc:postgresql://localhost:" + postgres.getPort() + "/absent";
        assertThatThrownBy(() -> new PostgresSource(url, "postgres", "s3cret", "log", null).columns())
                .hasMessageContaining("absent")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> source("log", null).read(List.of("z"), Budget.UNLIMITED, batch -> {}))
                .hasMessageContaining("no column z");
    }

    private static Source source(String table, PostgresSource.@Nullable Window window) throws SourceException {
        return new PostgresSource(
                "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres", "postgres", "x", table, window);
    }

    private static List<@Nullable Object> values(Source source, String column) throws IOException {
        List<@Nullable Object> values = new ArrayList<>();
        source.read(List.of(column), Budget.UNLIMITED, batch -> {
            ColumnData data = batch.columns().getFirst();
            for (int row = 0; row < batch.rows(); row++) {
                if (data.isNull(row)) {
                    values.add(null);
                } else if (data.type() == ColumnType.TEXT) {
                    int from = data.textStart(row);
                    values.add(new String(data.textBytes(), from, data.textEnd(row) - from, StandardCharsets.UTF_8));
                } else {
                    values.add(data.number(row));
                }
            }
        });
        return values;
    }
}
