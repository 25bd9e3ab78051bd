package dev.slipway.driftjob.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.driftjob.failure.Reason;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureReason;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        Source window = source("many", new Window(start, start.plusSeconds(50)));
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
    void vectors_arrive_whole_and_arrays_of_other_forms_are_invalid() throws IOException, SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE vectors AS SELECT * FROM (VALUES (1, ARRAY[1.5, 2]::float8[], ARRAY[3]::real[]),"
                            + " (2, ARRAY[]::float8[], ARRAY[[1],[2]]::real[]), (3, ARRAY[1, null]::float8[], null)) v(i, d, f)");
        }
        List<String> seen = new ArrayList<>();
        PostgresSource.query(PostgresLogin.of(url("postgres"), "postgres", "x"), "SELECT d, f FROM vectors ORDER BY i;")
                .read(List.of("d", "f"), Budget.UNLIMITED, batch -> {
                    for (int row = 0; row < batch.rows(); row++) {
                        for (ColumnData data : batch.columns()) {
                            seen.add(
                                    data.isValue(row)
                                            ? Arrays.toString(data.vector(row))
                                            : data.isNull(row) ? "null" : "invalid");
                        }
                    }
                });
        assertThat(seen).containsExactly("[1.5, 2.0]", "[3.0]", "[]", "invalid", "invalid", "null");
    }

    @Test
    void a_sample_by_key_is_the_same_rows_whatever_their_order() throws IOException {
        PostgresLogin login = PostgresLogin.of(url("postgres"), "postgres", "x");
        Budget tenth = new Budget(Long.MAX_VALUE, Long.MAX_VALUE, 0.1, Optional.of("x"));
        List<Object> up = values(PostgresSource.query(login, "SELECT x, t FROM many ORDER BY x"), "t", tenth);
        List<Object> down = values(PostgresSource.query(login, "SELECT x, t FROM many ORDER BY x DESC"), "t", tenth);
        assertThat(up).hasSizeBetween(9_600, 10_400).isEqualTo(down.reversed());
        Budget few = source("many", null).fitted(new Budget(1_000, Long.MAX_VALUE, 1));
        assertThat(few.share()).isBetween(0.009, 0.01);
    }

    @Test
    void errors_say_what_and_hold_no_password() throws IOException {
        assertThatThrownBy(() -> source("absent", null).columns())
                .hasMessageContaining("absent")
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> source("log; DROP TABLE log", null)).hasMessageContaining("is no name");
        PostgresLogin login = PostgresLogin.of(url("absent"), "postgres", "s3cret");
        assertThatThrownBy(() ->
                        PostgresSource.table(login, "log", Optional.empty()).columns())
                .hasMessageContaining("absent")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> source("log", null).read(List.of("z"), Budget.UNLIMITED, batch -> {}))
                .hasMessageContaining("no column z");
    }

    /** Negative lengths, and a long message of a kind that the driver skips. */
    @ParameterizedTest
    @ValueSource(bytes = {(byte) 0xff, 'T'})
    @Timeout(60)
    void noise_in_the_place_of_rows_is_a_source_that_cannot_be_read(byte noise) throws IOException {
        for (int good = 20_000; good < 20_080; good++) {
            try (NoisyPostgres noisy = new NoisyPostgres(postgres.getPort(), good, noise)) {
                PostgresLogin login = PostgresLogin.of(noisy.url(), "postgres", "x");
                Source source = PostgresSource.table(login, "many", Optional.empty());
                assertThatThrownBy(() -> source.read(List.of("x", "t"), Budget.UNLIMITED, batch -> {}))
                        .as("after %d bytes", good)
                        .isInstanceOf(SourceException.class);
            }
        }
    }

    @Test
    void a_wrong_password_and_a_forbidden_table_are_a_refusal_and_not_a_source_that_is_away()
            throws IOException, SQLException {
        demandPasswords();
        PostgresLogin wrong = PostgresLogin.of(url("postgres"), "guest", "wrong-s3cret");
        PostgresLogin right = PostgresLogin.of(url("postgres"), "guest", "s3cret");
        PostgresLogin nobody = PostgresLogin.of("jdbc:postgresql://localhost:1/postgres", "guest", "s3cret");
        assertThat(reason(wrong)).isEqualTo(CommonReason.AccessDenied);
        assertThat(reason(right)).isEqualTo(CommonReason.AccessDenied);
        assertThat(reason(nobody)).isEqualTo(Reason.SourceUnavailable);
    }

    /** A role that may log in with its password and may read nothing. */
    private static void demandPasswords() throws IOException, SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE guest LOGIN PASSWORD 's3cret'");
            try (ResultSet shown = statement.executeQuery("SHOW hba_file")) {
                shown.next();
                Path rules = Path.of(shown.getString(1));
                Files.writeString(rules, "host all guest all scram-sha-256\n" + Files.readString(rules));
            }
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    private static FailureReason reason(PostgresLogin login) {
        SourceException refused = catchThrowableOfType(
                SourceException.class,
                () -> PostgresSource.table(login, "log", Optional.empty()).columns());
        assertThat(refused).hasMessageContaining("log").hasMessageNotContaining("s3cret");
        return SourceException.reason(refused, Reason.SourceUnavailable);
    }

    private static Source source(String table, @Nullable Window window) throws IOException {
        PostgresLogin login = PostgresLogin.of(url("postgres"), "postgres", "x");
        Source source = PostgresSource.table(login, table, Optional.of("ts"));
        return window == null ? source : source.within(window);
    }

    private static String url(String database) {
        return "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + database;
    }

    private static List<@Nullable Object> values(Source source, String column) throws IOException {
        return values(source, column, Budget.UNLIMITED);
    }

    private static List<@Nullable Object> values(Source source, String column, Budget budget) throws IOException {
        List<@Nullable Object> values = new ArrayList<>();
        source.read(List.of(column), budget, batch -> {
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
