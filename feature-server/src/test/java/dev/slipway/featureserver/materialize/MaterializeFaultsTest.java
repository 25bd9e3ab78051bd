package dev.slipway.featureserver.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.featureserver.failure.Reason;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stores that fail under a run: what is in Redis after it, or after the run that follows, is what it would have been. */
@Timeout(120)
class MaterializeFaultsTest {
    private static final int ROWS = 15_000;

    @TempDir
    static Path folder;

    @TempDir
    Path redisFolder;

    private static JobFixture job;
    private RedisProcess redis;

    @BeforeAll
    static void start() throws Exception {
        job = new JobFixture(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        job.close();
    }

    @BeforeEach
    void stores() throws Exception {
        redis = new RedisProcess(redisFolder, "--save", "3600 1000000").start();
        job.source("\"addresses\":[\"127.0.0.1:" + redis.port() + "\"],\"timeout\":\"300ms\"");
        job.rows(0, ROWS);
    }

    @AfterEach
    void end() throws Exception {
        redis.close();
    }

    @Test
    void a_redis_that_restarts_empty_under_a_run_has_every_row_at_its_end() throws Exception {
        CompletableFuture<Summary> run = job.begin();
        redis.awaitKeys(1000);
        redis.kill();
        redis.start();

        assertThat(run.get().rows().written()).isEqualTo(ROWS);
        everything();
        assertThat(progress().rows()).isEqualTo(ROWS);
    }

    @Test
    void a_redis_that_hangs_for_longer_than_its_timeout_gets_every_row() throws Exception {
        CompletableFuture<Summary> run = job.begin();
        redis.awaitKeys(1000);
        redis.freeze();
        Thread.sleep(900);
        redis.thaw();

        run.get();
        everything();
    }

    @Test
    void a_redis_that_is_read_only_for_a_while_gets_every_row() throws Exception {
        CompletableFuture<Summary> run = job.begin();
        redis.awaitKeys(1000);
        redis.call("REPLICAOF 127.0.0.1 1");
        Thread.sleep(300);
        redis.call("REPLICAOF NO ONE");

        run.get();
        everything();
    }

    @Test
    void a_redis_that_is_full_ends_the_run_and_no_row_counts() throws Exception {
        redis.call("CONFIG SET maxmemory 3mb");

        refused(job::run, "OOM");
        assertThat(redis.call("GET slipway:{demo:v}:progress")).isEqualTo("$-1");
        redis.call("CONFIG SET maxmemory 0");
        job.run();
        everything();
    }

    @Test
    void a_redis_that_cannot_save_ends_the_run_and_says_why() throws Exception {
        redis.call("CONFIG SET save \"3600 1\"");
        try (var files = Files.list(redisFolder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(redisFolder);
        redis.call("BGSAVE");
        while (redis.call("SET x y").startsWith("+")) {
            Thread.sleep(10);
        }

        refused(job::run, "MISCONF");
        redis.call("CONFIG SET stop-writes-on-bgsave-error no");
        job.run();
        everything();
    }

    @Test
    void a_postgresql_that_restarts_under_a_run_ends_it_and_the_next_run_brings_the_rest() throws Exception {
        CompletableFuture<Summary> run = job.begin();
        redis.awaitKeys(1000);
        job.restartPostgres();

        assertThatThrownBy(run::get).isInstanceOf(ExecutionException.class).hasMessageContaining("PostgreSQL at");
        assertThat(redis.call("GET slipway:{demo:v}:progress")).isEqualTo("$-1");
        job.run();
        everything();
    }

    @Test
    void of_runs_at_once_one_works_and_the_others_say_so() throws Exception {
        long written = 0;
        for (int round = 0; round < 3; round++) {
            job.rows(ROWS + 1000 * round, ROWS + 1000 * (round + 1));
            List<CompletableFuture<Summary>> runs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                runs.add(job.begin());
            }
            for (CompletableFuture<Summary> run : runs) {
                try {
                    written += run.get().rows().written();
                } catch (ExecutionException e) {
                    assertThat(e.getCause())
                            .isInstanceOfSatisfying(
                                    FailureException.class,
                                    why -> assertThat(why.failure().reason()).isEqualTo(Reason.AlreadyRunning));
                }
            }
        }
        assertThat(progress().rows()).isEqualTo(written);
        everything();
    }

    @Test
    void a_clock_that_jumps_loses_no_row_that_was_being_written_meanwhile() throws Exception {
        try (Connection slow = job.connect();
                Statement writing = slow.createStatement()) {
            slow.setAutoCommit(false);
            writing.execute("INSERT INTO v (id, event_timestamp, f) VALUES (-1, '2026-11-02', 1)");
            job.rows(ROWS, ROWS + 1);
            job.run();
            job.run(JobFixture.NOW.plus(Duration.ofDays(1)));
            job.run(JobFixture.NOW.minus(Duration.ofDays(1)));
            slow.commit();
        }
        job.run(JobFixture.NOW.plus(Duration.ofMinutes(5)));
        everything();
    }

    @Test
    void a_clock_that_was_ahead_keeps_the_watermark_at_the_newest_row() throws Exception {
        job.sql("DELETE FROM v WHERE id > 2; INSERT INTO v (id, event_timestamp) VALUES (3, '2026-11-22Z')");
        job.run(JobFixture.NOW.plus(Duration.ofDays(400)));
        assertThat(progress().watermark()).isEqualTo("2026-11-22T00:00:00Z");
        job.run();
        assertThat(progress().watermark()).isEqualTo("2026-11-22T00:00:00Z");
        job.sql("INSERT INTO v (id, event_timestamp) VALUES (4, '2026-11-21Z')");
        job.run();
        assertThat(redis.digest()).startsWith("5 ");
    }

    private static void refused(ThrowingCallable run, String word) {
        assertThatThrownBy(run).isInstanceOfSatisfying(FailureException.class, why -> {
            assertThat(why.failure().reason()).isEqualTo(Reason.OnlineStoreRefused);
            assertThat(why.failure().message()).contains(word);
        });
    }

    private Progress progress() throws Exception {
        String lines = redis.call(
                "EVAL \"return string.gsub(redis.call('GET', KEYS[1]), '\\\\n', '|')\" 1 slipway:{demo:v}:progress");
        return Progress.parse(lines.replace('|', '\n'));
    }

    private void everything() throws Exception {
        String found = redis.digest();
        assertThat(found).isEqualTo(job.undisturbed(redis));
    }
}
