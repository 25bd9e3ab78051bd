package dev.slipway.featureserver.demo;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** A thousand customers of a shop: a table, and the configuration document of a view of it. */
public final class SampleShop {
    /** The view's name. */
    public static final String VIEW = "customer";

    /** A request for two customers. */
    public static final String REQUEST =
            "{\"features\": [\"customer:orders_30d\", \"customer:spend_30d\"], \"entities\": {\"customer_id\": [1, 2]}}";

    private static final String ROWS = """
            CREATE TABLE customer_stats (
              customer_id bigint NOT NULL,
              event_timestamp timestamptz NOT NULL,
              created timestamptz NOT NULL DEFAULT now(),
              ingest_seq bigint GENERATED ALWAYS AS IDENTITY,
              orders_30d bigint,
              spend_30d double precision);
            INSERT INTO customer_stats (customer_id, event_timestamp, orders_30d, spend_30d)
            SELECT i, now() - (i % 24 + 1) * interval '1 hour', i % 12 + 1, (i * 7919 % 100000) / 100.0
            FROM generate_series(1, 1000) AS i;
            """;

    private static final String DOCUMENT = """
            {"project": "shop",
             "redis": {"addresses": ["127.0.0.1:@REDIS@"]},
             "views": [{
               "name": "customer",
               "entities": [{"name": "customer_id", "type": "INT64"}],
               "features": [{"name": "orders_30d", "type": "INT64"}, {"name": "spend_30d", "type": "DOUBLE"}],
               "ttl": "168h",
               "source": {"postgres": {"credentialsDirectory": @SECRET@, "table": "public.customer_stats",
                 "timestampField": "event_timestamp", "createdTimestampField": "created", "cursorField": "ingest_seq"}},
               "push": {"name": "customer_push"}}],
             "services": [{"name": "shop", "features": ["customer:orders_30d", "customer:spend_30d"]}]}
            """;

    private SampleShop() {}

    /** Fills PostgreSQL and writes the document; where it is. */
    public static Path create(EmbeddedStores stores, Path folder) throws FailureException {
        try {
            stores.sql(ROWS);
            Path secret = stores.secret(folder.resolve("postgres"));
            return Files.writeString(
                    folder.resolve("feature-server.json"),
                    DOCUMENT.replace("@REDIS@", String.valueOf(stores.redisPort()))
                            .replace("@SECRET@", JsonText.quote(secret.toString())));
        } catch (SQLException | IOException e) {
            throw new FailureException(
                    CommonReason.InternalError, "The sample data cannot be made: " + e.getMessage(), e);
        }
    }
}
