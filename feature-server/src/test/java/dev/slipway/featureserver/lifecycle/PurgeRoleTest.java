package dev.slipway.featureserver.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.featureserver.http.FeatureServerFixture;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A view from its first run to its removal, by the roles of the program. */
@Timeout(90)
class PurgeRoleTest {
    private static final String VIEW = """
            "views": [{"name": "orders", "entities": [{"name": "id", "type": "INT64"}],
              "source": {"postgres": {"credentialsDirectory": "FOLDER", "table": "orders", "timestampField": "at"}},
              "aggregations": [{"name": "n", "function": "count", "window": "1d"}]}]
            """;

    @TempDir
    Path folder;

    @Test
    void tiles_in_postgres_go_with_the_rows_in_redis() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
                FeatureServerFixture server = new FeatureServerFixture("\"views\": []");
                Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            secret(postgres);
            statement.execute("CREATE TABLE orders (id bigint, at timestamptz);"
                    + "INSERT INTO orders VALUES (1, now() - interval '3 hours'), (1, now() - interval '4 hours')");
            String views = VIEW.replace("FOLDER", folder.toString());
            server.configure(views);
            Path config = folder.resolve("config.json");
            Files.writeString(
                    config,
                    "{\"project\":\"demo\",\"redis\":{\"addresses\":[\"127.0.0.1:" + server.redisPort() + "\"]},"
                            + views + "}");
            Map<String, String> environment = Map.of(
                    "SLIPWAY_CONFIG", config.toString(),
                    "SLIPWAY_TERMINATION_LOG", folder.resolve("log").toString());

            assertThat(MaterializeRole.run(environment, new String[] {"materialize", "--view", "orders"}))
                    .isZero();
            assertThat(served(server)).isEqualTo(new JsonArray("[[1],[2]]"));
            assertThat(tiles(statement)).isEqualTo(1);

            assertThat(PurgeRole.run(environment, new String[] {"purge", "--view", "orders"}))
                    .isZero();
            assertThat(served(server)).isEqualTo(new JsonArray("[[1],[null]]"));
            assertThat(tiles(statement)).isZero();
            assertThat(PurgeRole.run(environment, new String[] {"purge", "--view", "orders"}))
                    .as("run again")
                    .isZero();
        }
    }

    private void secret(EmbeddedPostgres postgres) throws Exception {
        Files.writeString(folder.resolve("host"), "localhost");
        Files.writeString(folder.resolve("port"), String.valueOf(postgres.getPort()));
        Files.writeString(folder.resolve("database"), "postgres");
        Files.writeString(folder.resolve("username"), "postgres");
    }

    private static int tiles(Statement statement) throws Exception {
        try (var rows = statement.executeQuery(
                "SELECT count(*) FROM pg_class WHERE relname LIKE 'slipway_tiles_%'" + " AND relkind = 'r'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static JsonArray served(FeatureServerFixture server) throws Exception {
        String answer = server.post("/get-online-features", "{'features':['orders:n'],'entities':{'id':[1]}}")
                .body();
        JsonArray columns = new JsonArray();
        new JsonObject(answer)
                .getJsonArray("results")
                .forEach(column -> columns.add(((JsonObject) column).getJsonArray("values")));
        return columns;
    }
}
