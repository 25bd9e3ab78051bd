package dev.slipway.featureserver.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.export.PointInTimeOracle.Row;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Training sets of random and adversarial rows against {@link PointInTimeOracle}: keys that read alike when written
 * together, equal times, rows written before they happened and long after, nulls everywhere, times of a zone with two
 * changes of the clock. {@code -Dexport.rows=1000000} checks that many entity rows.
 */
class PointInTimeTest {
    private static final int ROUND = 8_000;
    private static final int ROUNDS = Math.max(3, Integer.getInteger("export.rows", 0) / ROUND);
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final long MICROS = 1_000_000L;
    private static final long HOUR = 3600 * MICROS;
    private static final List<@Nullable Long> WHOLE = Arrays.asList(1L, 11L, 111L, 1112L, -1L, null);
    private static final List<@Nullable String> TEXT =
            Arrays.asList("1", "12", "2", "112", "", "é", "e\u0301", "x,y", "'", "null", null);

    @TempDir
    static Path secret;

    private static OfflineData data;
    private Random random = new Random(1);

    @BeforeAll
    static void start() throws Exception {
        data = new OfflineData(secret);
    }

    @AfterAll
    static void stop() throws Exception {
        data.close();
    }

    @Test
    void every_row_gets_what_was_known_at_its_time_and_nothing_else() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            random = new Random(round);
            boolean index = round % 2 == 0;
            Round made = new Round(index);
            ViewJoins.Choice choice = List.of(ViewJoins.Choice.values()).get(round % 3);
            // Chunks and memory so small that a round has many of them, and rows are cut off.
            made.check(new Exporter.Budget(1 + random.nextInt(3000), 1 << 20, 1 << (14 + random.nextInt(8)), choice));
        }
    }

    /** One database of three views and one entity table. */
    private final class Round {
        private final List<Row> pairs = new ArrayList<>();
        private final List<Row> texts = new ArrayList<>();
        private final List<Row> global = new ArrayList<>();

        Round(boolean index) throws Exception {
            data.sql("DROP TABLE IF EXISTS pairs, texts, world, entities, training; CREATE TABLE pairs (a int8, b text,"
                    + " ts timestamptz, created timestamptz, seq int8, f float8, n int8, t text, number int8);CREATE TABLE"
                    + " texts (id int8, b text, ts timestamptz, f float8);CREATE TABLE world (id int8, ts"
                    + " timestamp, f float8);CREATE TABLE entities (rn int8, a int4, b varchar, at timestamp,"
                    + " label numeric(6,2))");
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 3000; i++) {
                lines.append(pair(i)).append('\n');
            }
            data.copy("pairs", lines.toString());
            lines.setLength(0);
            for (int i = 0; i < 1000; i++) {
                lines.append(text(i)).append('\n');
            }
            data.copy("texts", lines.toString());
            lines.setLength(0);
            for (int i = 0; i < 100; i++) {
                Long time = time();
                Double value = value();
                global.add(new Row(List.of(), time, null, null, i, values("f", value)));
                lines.append(i + "\t" + stamp(time) + "\t" + cell(value) + "\n");
            }
            data.copy("world", lines.toString());
            if (index) {
                data.sql("CREATE INDEX ON pairs (a, b, ts); CREATE INDEX ON texts (b, ts); ANALYZE");
            }
        }

        private String pair(int number) {
            Long a = pick(WHOLE);
            String b = pick(TEXT);
            Long time = time();
            Long created = random.nextInt(4) == 0 || time == null ? null : time + (random.nextInt(6) - 2) * HOUR / 2;
            Long seq = random.nextInt(5) == 0 ? null : (long) random.nextInt(50);
            Double f = value();
            Long n = random.nextInt(3) == 0 ? null : random.nextLong();
            String t = pick(TEXT);
            pairs.add(new Row(Arrays.asList(a, b), time, created, seq, number, values("f", f, "n", n, "t", t)));
            return cell(a) + "\t" + cell(b) + "\t" + stamp(time) + "\t" + stamp(created) + "\t" + cell(seq) + "\t"
                    + cell(f) + "\t" + cell(n) + "\t" + cell(t) + "\t" + number;
        }

        private String text(int number) {
            String b = pick(TEXT);
            Long time = time();
            Double f = value();
            texts.add(new Row(Arrays.asList((Object) b), time, null, null, number, values("f", f)));
            return number + "\t" + cell(b) + "\t" + stamp(time) + "\t" + cell(f);
        }

        void check(Exporter.Budget budget) throws Exception {
            List<Object[]> entities = new ArrayList<>();
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < ROUND; i++) {
                Long a = pick(WHOLE);
                String b = pick(TEXT);
                LocalDateTime at = random.nextInt(30) == 0 ? null : local();
                entities.add(new Object[] {(long) i, a, b, at});
                lines.append(i + "\t" + cell(a) + "\t" + cell(b) + "\t" + cell(at) + "\t" + i % 1000 + ".25\n");
            }
            data.copy("entities", lines.toString());
            ExportSummary summary = new Exporter(config(), budget)
                    .export(new ExportRequest(
                            List.of("pairs:f", "texts:f", "pairs:t", "pairs:n", "world:f"),
                            new ExportRequest.Entities(
                                    Optional.empty(),
                                    "\"entities\"",
                                    "at",
                                    Optional.of("Europe/Berlin"),
                                    List.of("rn")),
                            true,
                            new ExportRequest.Output.Table("\"training\"", false)));
            assertThat(summary.rows()).isEqualTo(ROUND);
            compare(entities, budget);
        }

        private void compare(List<Object[]> entities, Exporter.Budget budget) throws Exception {
            PointInTimeOracle pairOracle = new PointInTimeOracle(withPlaces(), 0);
            PointInTimeOracle textOracle = new PointInTimeOracle(withHashes(), HOUR);
            PointInTimeOracle globalOracle = new PointInTimeOracle(global, 2 * HOUR);
            try (Connection connection = data.connect();
                    Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery(
                            "SELECT rn, a, b, label, pairs__f, pairs__n, pairs__t, texts__f, world__f FROM training"
                                    + " ORDER BY ctid")) {
                for (Object[] entity : entities) {
                    assertThat(found.next()).isTrue();
                    Long at = entity[3] == null ? null : micros((LocalDateTime) entity[3]);
                    Optional<Row> pair = pairOracle.at(Arrays.asList(entity[1], entity[2]), at);
                    Optional<Row> text = textOracle.at(Arrays.asList(entity[2]), at);
                    Optional<Row> world = globalOracle.at(List.of(), at);
                    List<@Nullable Object> expected = Arrays.asList(
                            entity[0],
                            entity[1],
                            entity[2],
                            (long) entity[0] % 1000 + 0.25,
                            of(pair, "f"),
                            of(pair, "n"),
                            of(pair, "t"),
                            of(text, "f"),
                            of(world, "f"));
                    List<@Nullable Object> actual = new ArrayList<>();
                    for (int i = 1; i <= expected.size(); i++) {
                        Object value = found.getObject(i);
                        actual.add(value instanceof Integer whole ? (Object) whole.longValue() : value);
                    }
                    assertThat(actual).as("at %s with %s", entity[3], budget).isEqualTo(expected);
                }
                assertThat(found.next()).isFalse();
            }
        }

        /** Of equal rows of a table the last one counts, which need not be the one that was written last. */
        private List<Row> withPlaces() throws Exception {
            Map<Long, Long> places = new HashMap<>();
            try (Connection connection = data.connect();
                    Statement statement = connection.createStatement()) {
                ResultSet rows = statement.executeQuery("SELECT number FROM pairs ORDER BY ctid");
                while (rows.next()) {
                    places.put(rows.getLong(1), (long) places.size());
                }
            }
            return pairs.stream()
                    .map(row -> new Row(
                            row.key(),
                            row.time(),
                            row.created(),
                            row.cursor(),
                            places.getOrDefault(row.tie(), -1L),
                            row.values()))
                    .toList();
        }

        /** Rows of a query have no place; PostgreSQL tells them apart by content. */
        private List<Row> withHashes() throws Exception {
            Map<Long, Long> hashes = new HashMap<>();
            try (Connection connection = data.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("SET TIME ZONE 'UTC'");
                ResultSet rows = statement.executeQuery("SELECT id, hashtextextended(s::text, 0) FROM texts s");
                while (rows.next()) {
                    hashes.put(rows.getLong(1), rows.getLong(2));
                }
            }
            return texts.stream()
                    .map(row -> new Row(
                            row.key(), row.time(), null, null, hashes.getOrDefault(row.tie(), 0L), row.values()))
                    .toList();
        }
    }

    private static @Nullable Object of(Optional<Row> row, String feature) {
        Object value = row.map(found -> found.values().get(feature)).orElse(null);
        return value instanceof Double number && number.isNaN() ? null : value;
    }

    private <T> @Nullable T pick(List<@Nullable T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private @Nullable Double value() {
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> Double.NaN;
            case 2 -> Double.POSITIVE_INFINITY;
            case 3 -> -0.0;
            default -> random.nextGaussian();
        };
    }

    /** Few different times, so that many are equal; some a microsecond beside another. */
    private @Nullable Long time() {
        return random.nextInt(40) == 0 ? null : micros(local());
    }

    /** Around the two changes of the clock of 2025 in Berlin: an hour that there is not, and one that there is twice. */
    private LocalDateTime local() {
        LocalDateTime base =
                random.nextBoolean() ? LocalDateTime.of(2025, 3, 30, 0, 0) : LocalDateTime.of(2025, 10, 26, 0, 0);
        return base.plusMinutes(30L * random.nextInt(12)).plusNanos(random.nextInt(4) == 0 ? 1000 : 0);
    }

    private static long micros(LocalDateTime local) {
        var instant = local.atZone(BERLIN).withLaterOffsetAtOverlap().toInstant();
        return instant.getEpochSecond() * MICROS + instant.getNano() / 1000;
    }

    private static String stamp(@Nullable Long micros) {
        return micros == null
                ? "\\N"
                : LocalDateTime.ofEpochSecond(
                                Math.floorDiv(micros, MICROS),
                                (int) Math.floorMod(micros, MICROS) * 1000,
                                ZoneOffset.UTC)
                        .toString();
    }

    private static String cell(@Nullable Object value) {
        return value == null ? "\\N" : value.toString();
    }

    private static Map<String, @Nullable Object> values(@Nullable Object... pairs) {
        Map<String, @Nullable Object> values = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) pairs[i], pairs[i + 1]);
        }
        return values;
    }

    private static dev.slipway.featureserver.config.FeatureServerConfig config() throws Exception {
        String source = "\"credentialsDirectory\":\"" + secret + "\",\"timestampField\":\"ts\"";
        String document = "{\"redis\":{\"addresses\":[\"127.0.0.1:1\"]},\"views\":["
                + "{\"name\":\"pairs\",\"entities\":[{\"name\":\"a\",\"type\":\"INT64\"},{\"name\":\"b\",\"type\":\"STRING\"}],"
                + "\"features\":[{\"name\":\"f\",\"type\":\"DOUBLE\"},{\"name\":\"n\",\"type\":\"INT64\"},{\"name\":\"t\",\"type\":\"STRING\"}],"
                + "\"source\":{\"postgres\":{" + source
                + ",\"table\":\"pairs\",\"createdTimestampField\":\"created\",\"cursorField\":\"seq\"}}},"
                + "{\"name\":\"texts\",\"ttl\":\"1h\",\"entities\":[{\"name\":\"b\",\"type\":\"STRING\"}],\"features\":[{\"name\":\"f\",\"type\":\"DOUBLE\"}],"
                + "\"source\":{\"postgres\":{" + source + ",\"query\":\"SELECT * FROM texts;\"}}},"
                + "{\"name\":\"world\",\"ttl\":\"2h\",\"entities\":[],\"features\":[{\"name\":\"f\",\"type\":\"DOUBLE\"}],"
                + "\"source\":{\"postgres\":{" + source + ",\"table\":\"world\"}}}]}";
        return ConfigFile.parse(document.getBytes(StandardCharsets.UTF_8)).config();
    }
}
