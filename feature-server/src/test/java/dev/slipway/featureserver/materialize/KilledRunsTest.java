package dev.slipway.featureserver.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs as processes that are killed at random moments, between which more rows come. {@code -Dmaterialize.kills=50} kills
 * that many.
 */
@Timeout(600)
class KilledRunsTest {
    private static final int KILLS = Integer.getInteger("materialize.kills", 2);
    private static final int ROWS = 30_000;
    private static final int MORE = 2000;

    @TempDir
    Path folder;

    @Test
    void a_job_that_is_killed_at_any_moment_and_run_again_leaves_what_one_run_would_have() throws Exception {
        Random random = new Random(11);
        try (JobFixture job = new JobFixture(folder);
                RedisProcess redis = new RedisProcess(folder.resolve("redis"), "--save", "").start()) {
            job.source("\"addresses\":[\"127.0.0.1:" + redis.port() + "\"]");
            job.rows(0, ROWS);
            long whole = nanos(job);
            redis.call("FLUSHALL");
            int rows = ROWS;
            int midway = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                Process process = process(job);
                boolean ended = process.waitFor(random.nextLong(whole), TimeUnit.NANOSECONDS);
                process.destroyForcibly().waitFor();
                midway += ended || redis.call("EXISTS slipway:{demo:v}:lease").equals(":0") ? 0 : 1;
                watermarkIsBehindTheRows(redis);
                // Its lease would end by itself, half a minute later.
                redis.call("DEL slipway:{demo:v}:lease");
                job.rows(rows, rows + MORE);
                rows += MORE;
            }
            System.out.println(midway + " of " + KILLS + " jobs were killed while they held the lease");
            job.run(Instant.now());
            String found = redis.digest();
            assertThat(found).startsWith(rows + " ").isEqualTo(job.undisturbed(redis));
        }
    }

    private static long nanos(JobFixture job) throws Exception {
        long start = System.nanoTime();
        assertThat(process(job).waitFor()).isZero();
        return System.nanoTime() - start;
    }

    private static Process process(JobFixture job) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                java.toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.slipway.featureserver.Main",
                "materialize",
                "--view",
                "v"));
        builder.environment().put("SLIPWAY_CONFIG", job.config().toString());
        builder.environment().put("SLIPWAY_TERMINATION_LOG", "/dev/null");
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Event times are a second apart, so that the watermark says how many rows there must be. */
    private static void watermarkIsBehindTheRows(RedisProcess redis) throws Exception {
        String text = redis.call(
                "EVAL \"return string.gsub(redis.call('GET', KEYS[1]) or '', '\\\\n', '|')\" 1 slipway:{demo:v}:progress");
        Progress progress = Progress.parse(text.replace('|', '\n'));
        if (!progress.watermark().isEmpty()) {
            long seconds = Instant.parse(progress.watermark()).getEpochSecond()
                    - Instant.parse("2026-11-01T00:00:00Z").getEpochSecond();
            int rows = Integer.parseInt(redis.digest().split(" ", 2)[0]);
            assertThat((long) rows).isGreaterThan(seconds);
        }
    }
}
