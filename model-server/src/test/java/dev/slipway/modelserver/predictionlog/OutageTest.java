package dev.slipway.modelserver.predictionlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when the database goes away, stands still, refuses, or a day ends. */
class OutageTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final TensorSpec X = Tensors.spec("x", DataType.FP32, -1L, 2L);
    private static final TensorSpec Y = Tensors.spec("y", DataType.FP32, -1L, 1L);
    private static final ModelSignature MODEL = new ModelSignature(List.of(X), List.of(Y));

    @TempDir
    Path directory;

    private static PredictionLog start(Path secret, String table, long maxBuffer, Duration retention, Clock clock) {
        LogSettings settings =
                new LogSettings(secret, TableName.parse(table), 1, retention, maxBuffer, List.of(), "control");
        return PredictionLog.start(
                RowLayout.of(MODEL, Signature.NONE, List.of()),
                List.of("y"),
                settings,
                "rev",
                clock,
                PredictionLogTest.QUICK);
    }

    private static void record(PredictionLog log, int from, int to) {
        for (int i = from; i < to; i++) {
            log.record(
                    new LoggedRequest("r" + i, null, null, 1000),
                    List.of(Tensors.input(X, 1, i, i)),
                    List.of(Tensors.output(Y, 1, i)));
        }
    }

    private static void signal(ProcessHandle process, String signal) throws IOException, InterruptedException {
        // The children too: a stopped postmaster's backends would go on.
        StringBuilder command = new StringBuilder("kill -" + signal + " " + process.pid());
        process.descendants().forEach(child -> command.append(' ').append(child.pid()));
        new ProcessBuilder("sh", "-c", command.toString()).start().waitFor();
    }

    @Test
    void a_connection_cut_in_the_middle_of_batches_loses_and_doubles_nothing() throws Exception {
        Postgres postgres = Postgres.shared();
        PredictionLog log = start(postgres.secret(directory), "cut", 8 << 20, Duration.ofDays(90), Clock.systemUTC());
        int sent = 0;
        for (int round = 0; round < 30; round++) {
            record(log, sent, sent + 500);
            sent += 500;
            postgres.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE application_name = 'slipway-prediction-log'");
            Thread.sleep(round % 7);
        }
        log.close(LONG);
        assertThat(postgres.number("SELECT count(*) FROM cut")).isEqualTo(sent);
        assertThat(postgres.number("SELECT count(DISTINCT request_id) FROM cut"))
                .isEqualTo(sent);
        assertThat(log.counters().written()).isEqualTo(sent);
        assertThat(log.counters().dropped()).isZero();
    }

    @Test
    void a_commit_whose_answer_was_lost_is_not_written_again() throws Exception {
        Postgres postgres = Postgres.shared();
        try (UnreliableProxy proxy = UnreliableProxy.to(postgres.port())) {
            PredictionLog log = start(
                    Postgres.secret(directory, proxy.port(), "postgres", ""),
                    "unsure",
                    8 << 20,
                    Duration.ofDays(90),
                    Clock.systemUTC());
            Eventually.is(() -> log.state().phase() == LogState.Phase.Writing);
            for (int round = 0; round < 5; round++) {
                proxy.loseNextCommit();
                record(log, round * 100, round * 100 + 100);
                int expected = (round + 1) * 100;
                Eventually.is(() -> log.counters().written() == expected);
                assertThat(proxy.lost()).isEqualTo(round + 1);
            }
            log.close(LONG);
            assertThat(postgres.number("SELECT count(*) FROM unsure")).isEqualTo(500);
            assertThat(log.counters().dropped()).isZero();
        }
    }

    @Test
    void a_dead_database_costs_no_memory_and_every_lost_row_is_counted() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        PredictionLog log = start(
                Postgres.secret(directory, nobody, "postgres", "s3cret"),
                "t",
                1 << 20,
                Duration.ofDays(90),
                Clock.systemUTC());
        record(log, 0, 200_000);
        assertThat(log.allocatedBytes()).isLessThanOrEqualTo(1 << 20);
        assertThat(log.counters().dropped(DropReason.BUFFER_FULL)).isPositive();
        assertThat(log.queuedRows() + log.counters().dropped()).isEqualTo(200_000);
        Eventually.is(() -> log.state().phase() == LogState.Phase.Retrying);
        assertThat(log.state().message()).contains("refused").doesNotContain("s3cret");
        log.close(Duration.ofMillis(300));
        assertThat(log.counters().dropped()).isEqualTo(200_000);
        assertThat(log.counters().dropped(DropReason.SHUTDOWN)).isPositive();
        assertThat(log.queuedRows()).isZero();
    }

    @Test
    void noise_that_reads_as_a_message_of_gigabytes_makes_no_room_for_one() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                while (true) {
                    try (Socket client = listener.accept()) {
                        client.getInputStream().readNBytes(8);
                        client.getOutputStream().write(new byte[] {'E', 0x7F, -1, -1, -1, 'x'});
                    } catch (IOException e) {
                        return;
                    }
                }
            });
            PredictionLog log = start(
                    Postgres.secret(directory, listener.getLocalPort(), "postgres", ""),
                    "t",
                    1 << 20,
                    Duration.ofDays(90),
                    Clock.systemUTC());
            Eventually.is(() -> log.state().phase() == LogState.Phase.Retrying);
            assertThat(log.state().message()).contains("no answer of PostgreSQL: a message of 2147483647 bytes");
            log.close(Duration.ofMillis(300));
        }
    }

    @Test
    void a_database_that_stands_still_is_survived_and_nothing_is_doubled() throws Exception {
        try (Postgres postgres = Postgres.own()) {
            PredictionLog log =
                    start(postgres.secret(directory), "still", 8 << 20, Duration.ofDays(90), Clock.systemUTC());
            record(log, 0, 100);
            Eventually.is(() -> log.counters().written() == 100);
            ProcessHandle process = postgres.process();
            signal(process, "STOP");
            try {
                record(log, 100, 10_000);
                Eventually.is(() -> log.state().phase() == LogState.Phase.Retrying);
            } finally {
                signal(process, "CONT");
            }
            Eventually.is(() -> log.counters().written() == 10_000);
            log.close(LONG);
            assertThat(postgres.number("SELECT count(*) FROM still")).isEqualTo(10_000);
        }
    }

    @Test
    void a_server_that_ends_while_the_database_stands_still_ends_in_time() throws Exception {
        try (Postgres postgres = Postgres.own()) {
            PredictionLog log =
                    start(postgres.secret(directory), "ends", 8 << 20, Duration.ofDays(90), Clock.systemUTC());
            Eventually.is(() -> log.state().phase() == LogState.Phase.Writing);
            ProcessHandle process = postgres.process();
            signal(process, "STOP");
            try {
                record(log, 0, 1000);
                Thread.sleep(100);
                long start = System.nanoTime();
                log.close(Duration.ofMillis(500));
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
                assertThat(log.counters().written() + log.counters().dropped()).isEqualTo(1000);
            } finally {
                signal(process, "CONT");
            }
        }
    }

    @Test
    void a_refused_insert_as_on_a_full_disk_is_tried_until_it_goes() throws Exception {
        Postgres postgres = Postgres.shared();
        PredictionLog log = start(postgres.secret(directory), "full", 8 << 20, Duration.ofDays(90), Clock.systemUTC());
        Eventually.is(() -> log.state().phase() == LogState.Phase.Writing);
        postgres.execute("CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END$$;"
                + " CREATE TRIGGER no_space BEFORE INSERT ON \"full\" FOR EACH ROW EXECUTE FUNCTION no_space()");
        record(log, 0, 100);
        Eventually.is(() -> log.state().phase() == LogState.Phase.Retrying);
        assertThat(log.state().message()).isEqualTo("could not extend file (SQLSTATE 53100)");
        assertThat(log.queuedRows()).isEqualTo(100);
        postgres.execute("DROP TRIGGER no_space ON \"full\"");
        Eventually.is(() -> log.counters().written() == 100);
        log.close(LONG);
        assertThat(postgres.number("SELECT count(*) FROM \"full\"")).isEqualTo(100);
    }

    @Test
    void days_change_and_old_days_are_dropped() throws Exception {
        Postgres postgres = Postgres.shared();
        VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T23:59:59Z"));
        PredictionLog log = start(postgres.secret(directory), "days", 8 << 20, Duration.ofDays(3), clock);
        for (int day = 0; day < 6; day++) {
            record(log, day * 10, day * 10 + 10);
            int expected = day * 10 + 10;
            Eventually.is(() -> log.counters().written() == expected);
            clock.advance(Duration.ofDays(1));
        }
        // Now is the 7th, 23:59:59: the 4th ended less than three days ago, the 3rd did not.
        Eventually.is(() -> partitions(postgres, "days").stream()
                .findFirst()
                .filter(first -> first.equals("days_p20260304"))
                .isPresent());
        assertThat(partitions(postgres, "days"))
                .containsExactly(
                        "days_p20260304",
                        "days_p20260305",
                        "days_p20260306",
                        "days_p20260307",
                        "days_p20260308",
                        "days_p20260309");
        log.close(LONG);
        assertThat(postgres.number("SELECT count(*) FROM days")).isEqualTo(30);
    }

    private static List<String> partitions(Postgres postgres, String table) throws SQLException {
        return postgres
                .rows("SELECT inhrelid::regclass::text p FROM pg_inherits WHERE inhparent = '" + table
                        + "'::regclass ORDER BY 1")
                .stream()
                .map(row -> String.valueOf(row.get("p")))
                .toList();
    }

    @Test
    void rotated_credentials_are_taken_without_a_restart() throws Exception {
        Postgres postgres = Postgres.shared();
        postgres.execute("CREATE ROLE writer_a LOGIN SUPERUSER; CREATE ROLE writer_b LOGIN SUPERUSER");
        Path secret = Postgres.secret(directory, postgres.port(), "writer_a", "one");
        PredictionLog log = start(secret, "rotated", 8 << 20, Duration.ofDays(90), Clock.systemUTC());
        record(log, 0, 10);
        Eventually.is(() -> log.counters().written() == 10);
        Files.writeString(secret.resolve("username"), "writer_b");
        Eventually.is(() -> postgres.number("SELECT count(*) FROM pg_stat_activity WHERE usename = 'writer_b'") == 1);
        record(log, 10, 20);
        log.close(LONG);
        assertThat(postgres.number("SELECT count(*) FROM rotated")).isEqualTo(20);
    }

    /** A clock that a test moves. */
    private static final class VirtualClock extends Clock {
        private final AtomicLong millis;

        VirtualClock(Instant start) {
            millis = new AtomicLong(start.toEpochMilli());
        }

        void advance(Duration step) {
            millis.addAndGet(step.toMillis());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis.get());
        }
    }
}
