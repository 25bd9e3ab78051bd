package dev.slipway.featureserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.featureserver.http.FeatureServerFixture;
import dev.slipway.featureserver.http.Python;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class RegistryFileTest {
    private static final String VIEWS = """
            "views": [
              {"name": "stats", "ttl": "1h500ms", "entities": [{"name": "id", "type": "INT64"}, {"name": "Who", "type": "STRING"}],
               "features": [{"name": "n", "type": "INT64", "description": "trips a day"}, {"name": "emb", "type": "FLOAT_LIST"},
                            {"name": "m", "type": "MAP"}, {"name": "seen", "type": "UNIX_TIMESTAMP"}, {"name": "tags", "type": "STRING_LIST"}],
               "source": {"postgres": {"credentialsDirectory": "/none", "table": "public.stats", "timestampField": "event_timestamp",
                          "createdTimestampField": "created", "fieldMapping": {"conv": "n"}}},
               "push": {"name": "pushed"}},
              {"name": "everywhere", "entities": [], "features": [{"name": "g", "type": "DOUBLE"}]},
              {"name": "text_key", "entities": [{"name": "id", "type": "STRING"}], "features": [{"name": "v", "type": "BOOL"}]},
              {"name": "only_pushed", "entities": [{"name": "id", "type": "INT64"}], "features": [{"name": "x", "type": "DOUBLE"}], "push": {"name": "only"}},
              {"name": "of_query", "entities": [{"name": "id", "type": "INT64"}], "features": [{"name": "x", "type": "DOUBLE"}],
               "source": {"postgres": {"credentialsDirectory": "/none", "query": "SELECT 1 AS id;", "timestampField": "t"}}},
              {"name": "elsewhere", "project": "other", "entities": [{"name": "id", "type": "BYTES"}], "features": [{"name": "x", "type": "DOUBLE"}]}],
            "services": [{"name": "svc", "features": ["stats:n", "stats:emb", "everywhere:g"]}]
            """;

    @TempDir
    Path folder;

    @Test
    void a_feast_sdk_needs_nothing_but_the_registry_file_and_the_server() throws Exception {
        try (FeatureServerFixture server = new FeatureServerFixture(VIEWS)) {
            Path file = folder.resolve("registry.db");
            Files.write(file, RegistryFile.of(server.catalog().config(), Instant.parse("2026-01-02T03:04:05.678Z")));
            String output = Python.withFeast("registry.py", file, server.port(), folder);
            assertThat(output).endsWith("all well\n").doesNotContain("DIFFERENT");
        }
    }
}
