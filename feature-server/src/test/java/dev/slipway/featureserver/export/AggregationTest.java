package dev.slipway.featureserver.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.export.ExportRequest.Entities;
import dev.slipway.featureserver.export.ExportRequest.Output;
import dev.slipway.featureserver.http.FeatureServerFixture;
import dev.slipway.featureserver.materialize.Materializer;
import dev.slipway.featureserver.plan.Catalog;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is served after a run at time t, what a training set says of t, and what a loop over all rows finds, are the same:
 * over a history of rows that come in time, late, corrected, and not at all. {@code -Daggregation.cases=100000} compares
 * that many rows of seven values each.
 */
class AggregationTest {
    private static final int KEYS = 12;
    private static final int STEPS = 25;
    private static final int ROUNDS = Math.max(2, Integer.getInteger("aggregation.cases", 0) / (KEYS * STEPS));
    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
    private static final List<String> NAMES =
            List.of("n_1h", "v_2h", "sum_2h", "avg_1h", "min_3h", "max_1h", "last_2h");

    @TempDir
    static Path secret;

    private static OfflineData data;
    private static FeatureServerFixture server;
    private static Vertx vertx;

    private record Event(
            long id, int key, Instant time, @Nullable Double value, Instant created) {}

    private record Asked(int key, Instant at, List<@Nullable Object> served) {}

    @BeforeAll
    static void start() throws Exception {
        data = new OfflineData(secret);
        vertx = Vertx.vertx();
        server = new FeatureServerFixture("\"views\": []");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
        data.close();
    }

    @Test
    void serving_training_and_the_oracle_agree_row_by_row() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            new History(new Random(round), round).live();
        }
    }

    /** One view over its life. */
    private static final class History {
        private final Random random;
        private final String view;
        private final String ttl;
        private final List<Event> events = new ArrayList<>();
        private final List<Asked> asked = new ArrayList<>();

        History(Random random, int round) throws Exception {
            this.random = random;
            this.view = "events_" + round;
            this.ttl = round % 2 == 0 ? "0s" : "4h";
            data.sql("CREATE TABLE " + view
                    + " (id int8, key int4, ts timestamptz, created timestamptz, v float8, moved bigserial)");
        }

        void live() throws Exception {
            Instant now = BEGIN;
            Catalog catalog = catalog();
            server.configure("\"views\": [" + definition() + "]");
            for (int step = 0; step < STEPS; step++) {
                now = now.plusSeconds(random.nextInt(10) == 0 ? 3 * 3600 : 60L * random.nextInt(40))
                        .plusMillis(random.nextInt(1000));
                write(now);
                new Materializer(catalog, vertx, Clock.fixed(now, ZoneOffset.UTC)).incremental(view);
                for (int key = 0; key < KEYS; key++) {
                    List<@Nullable Object> expected = oracle(key, now);
                    List<@Nullable Object> served = served(key);
                    Asked one = new Asked(key, now, served);
                    asked.add(one);
                    if (!expired(one)) {
                        assertThat(served)
                                .as("served: key %d at %s, round %s", key, now, view)
                                .isEqualTo(expected);
                    }
                }
            }
            train();
        }

        /** In time, late by up to two hours, and a correction of the past: a row that takes another's value back. */
        private void write(Instant now) throws Exception {
            StringBuilder lines = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                int late = random.nextInt(4) == 0 ? random.nextInt(7200) : random.nextInt(60);
                Instant time = random.nextInt(3) == 0
                        ? now.minusSeconds(late).truncatedTo(java.time.temporal.ChronoUnit.HOURS)
                        : now.minusSeconds(late);
                add(lines, random.nextInt(KEYS), time, value(), now);
            }
            if (!events.isEmpty() && random.nextBoolean()) {
                Event wrong = events.get(random.nextInt(events.size()));
                add(lines, wrong.key(), wrong.time(), wrong.value() == null ? value() : (Double) (-wrong.value()), now);
            }
            data.copy(view + " (id, key, ts, created, v)", lines.toString());
        }

        private void add(StringBuilder lines, int key, Instant time, @Nullable Double value, Instant created) {
            Event event = new Event(events.size(), key, time, value, created);
            events.add(event);
            lines.append(event.id() + "\t" + key + "\t" + time + "\t" + created + "\t" + (value == null ? "\\N" : value)
                    + "\n");
        }

        private @Nullable Double value() {
            return switch (random.nextInt(9)) {
                case 0 -> null;
                case 1 -> Double.NaN;
                case 2 -> -0.0;
                case 3 -> 1e300 * random.nextGaussian();
                case 4 -> 1e-300 * random.nextGaussian();
                case 5 -> 0.1;
                default -> random.nextGaussian();
            };
        }

        private List<@Nullable Object> served(int key) throws Exception {
            StringBuilder features = new StringBuilder();
            NAMES.forEach(name -> features.append(features.isEmpty() ? "" : ",").append("'" + view + ":" + name + "'"));
            String body = server.post(
                            "/get-online-features", "{'features':[" + features + "],'entities':{'key':[" + key + "]}}")
                    .body();
            JsonArray results = new JsonObject(body).getJsonArray("results");
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 1; i < results.size(); i++) {
                Object value = results.getJsonObject(i).getJsonArray("values").getValue(0);
                values.add(value instanceof Number number ? (Object) number.doubleValue() : value);
            }
            return values;
        }

        private List<@Nullable Object> oracle(int key, Instant at) {
            List<Event> known = events.stream()
                    .filter(event -> event.key() == key
                            && !event.time().isAfter(at)
                            && !event.created().isAfter(at))
                    .sorted(Comparator.comparing(Event::time)
                            .thenComparing(Event::created)
                            .thenComparing(Event::id))
                    .toList();
            if (known.isEmpty()) {
                return Arrays.asList(new Object[NAMES.size()]);
            }
            List<Double> one = values(known, at, Duration.ofHours(1), Duration.ofMinutes(5));
            List<Double> two = values(known, at, Duration.ofHours(2), Duration.ofMinutes(10));
            List<Double> three = values(known, at, Duration.ofHours(3), Duration.ofMinutes(5));
            double n = within(known, at, Duration.ofHours(1), Duration.ofMinutes(5))
                    .size();
            return Arrays.asList(
                    n,
                    (double) two.size(),
                    sum(two),
                    one.isEmpty() ? null : average(one),
                    three.stream().min(Comparator.naturalOrder()).orElse(null),
                    one.stream().max(Comparator.naturalOrder()).orElse(null),
                    two.isEmpty() ? null : two.getLast());
        }

        private static @Nullable Double average(List<Double> values) {
            Double sum = sum(values);
            return sum == null ? null : Math.abs(sum) < 1e-290 ? (Double) 0.0 : (Double) (sum / values.size());
        }

        private static @Nullable Double sum(List<Double> values) {
            return values.isEmpty()
                    ? null
                    : (Double) values.stream()
                            .map(value -> new BigDecimal(value.toString()))
                            .reduce(BigDecimal.ZERO, BigDecimal::add)
                            .doubleValue();
        }

        private static List<Event> within(List<Event> known, Instant at, Duration window, Duration hop) {
            long seconds = hop.toSeconds();
            Instant end = Instant.ofEpochSecond(at.getEpochSecond() / seconds * seconds);
            return known.stream()
                    .filter(event -> event.time().isBefore(end) && !event.time().isBefore(end.minus(window)))
                    .toList();
        }

        private static List<Double> values(List<Event> known, Instant at, Duration window, Duration hop) {
            return within(known, at, window, hop).stream()
                    .map(Event::value)
                    .filter(value -> value != null && !value.isNaN())
                    .map(value -> value + 0.0)
                    .toList();
        }

        /** What was served then is what a training set of then says, now that much more has been written. */
        private void train() throws Exception {
            data.sql("DROP TABLE IF EXISTS asked, answers; CREATE TABLE asked (rn int8, key int8, at timestamptz)");
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < asked.size(); i++) {
                lines.append(i + "\t" + asked.get(i).key() + "\t" + asked.get(i).at() + "\n");
            }
            data.copy("asked", lines.toString());
            Exporter.Budget budget =
                    new Exporter.Budget(100 + random.nextInt(300), 1 << 20, 1 << 20, ViewJoins.Choice.SCAN);
            List<String> references =
                    NAMES.stream().map(name -> view + ":" + name).toList();
            new Exporter(catalog().config(), budget)
                    .export(new ExportRequest(
                            references,
                            new Entities(Optional.empty(), "\"asked\"", "at", Optional.empty(), List.of("rn")),
                            false,
                            new Output.Table("\"answers\"", false)));
            try (Connection connection = data.connect();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "SELECT " + String.join(", ", NAMES) + " FROM answers ORDER BY rn")) {
                for (Asked one : asked) {
                    assertThat(rows.next()).isTrue();
                    List<@Nullable Object> trained = new ArrayList<>();
                    for (int i = 1; i <= NAMES.size(); i++) {
                        Object value = rows.getObject(i);
                        trained.add(value instanceof Number number ? (Object) number.doubleValue() : value);
                    }
                    if (expired(one)) {
                        assertThat(trained).as("expired: %s", one).containsOnlyNulls();
                    } else {
                        assertThat(trained).as("trained: %s of %s", one, view).isEqualTo(one.served());
                    }
                }
                assertThat(rows.next()).isFalse();
            }
        }

        /** For the server, whose clock is real, all rows of this history are expired, and it tells their values. */
        private boolean expired(Asked one) {
            return !ttl.equals("0s")
                    && events.stream()
                            .filter(event -> event.key() == one.key()
                                    && !event.time().isAfter(one.at())
                                    && !event.created().isAfter(one.at()))
                            .map(Event::time)
                            .max(Comparator.naturalOrder())
                            .filter(newest -> newest.isBefore(one.at().minus(Duration.ofHours(4))))
                            .isPresent();
        }

        private Catalog catalog() throws Exception {
            String document = "{\"redis\":{\"addresses\":[\"127.0.0.1:" + server.redisPort() + "\"]},\"views\":["
                    + definition() + "]}";
            return new Catalog(ConfigFile.parse(document.getBytes(StandardCharsets.UTF_8)));
        }

        private String definition() {
            return "{\"name\":\"" + view
                    + "\",\"project\":\"demo\",\"entities\":[{\"name\":\"key\",\"type\":\"INT64\"}],\"ttl\":\"" + ttl
                    + "\",\"materialization\":{\"lateness\":\"1m\"},\"aggregations\":["
                    + "{\"name\":\"n_1h\",\"function\":\"count\",\"window\":\"1h\",\"hop\":\"5m\"},"
                    + "{\"name\":\"v_2h\",\"function\":\"count\",\"column\":\"v\",\"window\":\"2h\",\"hop\":\"10m\"},"
                    + "{\"name\":\"sum_2h\",\"function\":\"sum\",\"column\":\"v\",\"window\":\"2h\",\"hop\":\"10m\"},"
                    + "{\"name\":\"avg_1h\",\"function\":\"avg\",\"column\":\"v\",\"window\":\"1h\"},"
                    + "{\"name\":\"min_3h\",\"function\":\"min\",\"column\":\"v\",\"window\":\"3h\",\"hop\":\"5m\"},"
                    + "{\"name\":\"max_1h\",\"function\":\"max\",\"column\":\"v\",\"window\":\"1h\",\"hop\":\"5m\"},"
                    + "{\"name\":\"last_2h\",\"function\":\"last\",\"column\":\"v\",\"window\":\"2h\",\"hop\":\"10m\"}],"
                    + "\"source\":{\"postgres\":{\"credentialsDirectory\":\"" + secret + "\",\"table\":\"" + view
                    + "\",\"timestampField\":\"ts\",\"createdTimestampField\":\"created\"}}}";
        }
    }
}
