package dev.slipway.featureserver.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A primary that dies before its replica has what it acknowledged, and sentinels that promote the replica. */
@Timeout(120)
class FailoverTest {
    private static final int ROWS = 40_000;

    @TempDir
    Path folder;

    @Test
    void rows_that_only_the_dead_primary_had_are_written_again() throws Exception {
        try (JobFixture job = new JobFixture(Files.createDirectories(folder.resolve("job")));
                RedisProcess primary = new RedisProcess(folder.resolve("primary"), "--save", "").start();
                RedisProcess replica = replica(primary).start();
                RedisProcess sentinel = sentinel(primary).start()) {
            job.source("\"mode\":\"Sentinel\",\"sentinelMaster\":\"mymaster\",\"addresses\":[\"127.0.0.1:"
                    + sentinel.port() + "\"]");
            job.rows(0, 10);
            job.run();
            replica.awaitKeys(11);
            while (!sentinel.call("SENTINEL REPLICAS mymaster").equals("*1")) {
                Thread.sleep(50);
            }
            job.rows(10, ROWS);
            replica.freeze();
            CompletableFuture<Summary> run = job.begin();
            primary.awaitKeys(ROWS * 3 / 4);
            primary.kill();
            replica.thaw();

            assertThat(run.get().rows().written()).isEqualTo(ROWS);
            String found = replica.digest();
            assertThat(found).startsWith(ROWS + " ").isEqualTo(job.undisturbed(replica));
        }
    }

    private RedisProcess replica(RedisProcess primary) throws Exception {
        return new RedisProcess(
                folder.resolve("replica"), "--save", "", "--replicaof", "127.0.0.1", String.valueOf(primary.port()));
    }

    private RedisProcess sentinel(RedisProcess primary) throws Exception {
        Path file = Files.writeString(
                Files.createDirectories(folder.resolve("sentinel")).resolve("sentinel.conf"),
                """
                sentinel monitor mymaster 127.0.0.1 %d 1
                sentinel down-after-milliseconds mymaster 500
                sentinel failover-timeout mymaster 5000
                """.formatted(primary.port()));
        return new RedisProcess(folder.resolve("sentinel"), file.toString(), "--sentinel");
    }
}
