package dev.slipway.driftjob.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.driftjob.read.PostgresLogin;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs at once in one place, and places where this user may do little. */
class NamedFilesTest {
    @TempDir
    Path folder;

    @Test
    void a_file_that_two_write_at_once_is_one_of_theirs_and_whole() throws Exception {
        DirectoryFiles files = new DirectoryFiles(folder.resolve("state"));
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (byte writer = 0; writer < 4; writer++) {
            byte[] bytes = new byte[1 << 20];
            Arrays.fill(bytes, writer);
            writers.add(() -> {
                boolean whole = true;
                for (int i = 0; i < 50; i++) {
                    files.put("history.json", bytes);
                    byte[] read = files.get("history.json").orElseThrow();
                    for (byte b : read) {
                        whole &= b == read[0];
                    }
                    whole &= read.length == 1 << 20;
                }
                return whole;
            });
        }
        assertThat(all(writers)).containsOnly(true);
        try (Stream<Path> left = Files.list(folder.resolve("state"))) {
            assertThat(left.map(f -> String.valueOf(f.getFileName()))).containsExactly("history.json");
        }
    }

    @Test
    void a_table_is_made_by_whoever_comes_first_and_used_by_whoever_may_make_none() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            String url = "jdbc:postgresql://localhost:%d/postgres".formatted(postgres.getPort());
            List<Callable<Boolean>> runs = new ArrayList<>();
            for (int run = 0; run < 8; run++) {
                PostgresFiles files = new PostgresFiles(PostgresLogin.of(url, "postgres", "postgres"), "drift_state");
                runs.add(() -> {
                    files.put("history.json", new byte[] {1});
                    return files.get("history.json").isPresent();
                });
            }
            assertThat(all(runs)).containsOnly(true);
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE ROLE monitor LOGIN PASSWORD 'monitor'");
                statement.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON drift_state TO monitor");
            }
            PostgresFiles few = new PostgresFiles(PostgresLogin.of(url, "monitor", "monitor"), "drift_state");
            few.put("history.json", new byte[] {2});
            assertThat(few.get("history.json")).contains(new byte[] {2});
        }
    }

    private static List<Boolean> all(List<Callable<Boolean>> calls) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
            List<Boolean> results = new ArrayList<>();
            for (Future<Boolean> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        }
    }
}
