package dev.slipway.featureserver.config;

import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.codec.ValueType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One view.
 *
 * @param name on the wire and in Redis
 * @param project suffix of the Redis keys
 * @param entities join keys as declared; none for one global row
 * @param features in the order of declaration, those that are computed last
 * @param aggregations how those are computed
 * @param ttl age from which a row is expired; zero for never
 * @param expired whether an expired value is still told
 * @param layout how a row stands in Redis
 * @param source where rows come from, unless they are only pushed
 * @param push whether and under which name rows may be pushed
 * @param materialization how rows are copied
 * @param validation what rows must satisfy
 */
public record ViewConfig(
        String name,
        String project,
        List<JoinKey> entities,
        List<Feature> features,
        List<Aggregation> aggregations,
        Duration ttl,
        ExpiredPolicy expired,
        Layout layout,
        Optional<Source> source,
        Optional<Push> push,
        Materialization materialization,
        Validation validation) {

    /** Features that are columns of the source. */
    public List<Feature> columnFeatures() {
        return features.subList(0, features.size() - aggregations.size());
    }

    /**
     * One feature.
     *
     * @param name within the view
     * @param type of its values
     * @param fallback what is served where there is no value, as text
     * @param description for people
     */
    public record Feature(String name, ValueType type, Optional<String> fallback, String description) {
        /** A feature of which no more is said. */
        public Feature(String name, ValueType type) {
            this(name, type, Optional.empty(), "");
        }
    }

    /** What is told of an expired value. */
    public enum ExpiredPolicy {
        /** The value, with its status. */
        ValueWithStatus,
        /** Null, with its status. */
        Null
    }

    /** How a row stands in Redis. */
    public enum Layout {
        /** As Feast has it: one hash per entity, one field per feature. */
        FeastV3,
        /** One value per entity and view. */
        Packed
    }

    /**
     * A table or query in PostgreSQL.
     *
     * @param credentialsDirectory files host, port, database, username, password, or uri
     * @param relation the table, or the query in parentheses, as it stands after FROM
     * @param timestampField column of the event time
     * @param createdField column of the time of writing
     * @param cursorField column that grows with every write
     * @param fieldMapping from column of the source to name in the view
     */
    public record Source(
            String credentialsDirectory,
            String relation,
            String timestampField,
            Optional<String> createdField,
            Optional<String> cursorField,
            Map<String, String> fieldMapping) {
        /** Whether it is a table, to which rows can be added. */
        public boolean table() {
            return !relation.startsWith("(");
        }
    }

    /**
     * Rows that clients push.
     *
     * @param name of the push source
     * @param to where rows go; where absent, the request says it
     */
    public record Push(String name, Optional<Target> to) {}

    /** Where pushed rows go. */
    public enum Target {
        /** To Redis. */
        Online("online", true, false),
        /** To the table that the view is materialized from. */
        Offline("offline", false, true),
        /** To the table, then to Redis. */
        OnlineAndOffline("online_and_offline", true, true);

        private final String wireName;
        private final boolean online;
        private final boolean offline;

        Target(String wireName, boolean online, boolean offline) {
            this.wireName = wireName;
            this.online = online;
            this.offline = offline;
        }

        /** The target that requests call so. */
        public static Optional<Target> named(String wireName) {
            return Arrays.stream(values())
                    .filter(target -> target.wireName.equals(wireName))
                    .findFirst();
        }

        /** What requests call it. */
        public String wireName() {
            return wireName;
        }

        /** Whether rows go to Redis. */
        public boolean online() {
            return online;
        }

        /** Whether rows go to the table. */
        public boolean offline() {
            return offline;
        }

        /** Whether all of the other's stores are among its own. */
        public boolean covers(Target other) {
            return (online || !other.online) && (offline || !other.offline);
        }
    }

    /**
     * How rows are copied.
     *
     * @param full each run reads everything
     * @param lateness how far an incremental run reads again
     * @param batchRows rows in one round trip to Redis
     * @param backfillFrom event time from which the first run reads
     */
    public record Materialization(
            boolean full, Duration lateness, int batchRows, Optional<java.time.Instant> backfillFrom) {
        /** What holds when nothing is said. */
        public static final Materialization DEFAULT =
                new Materialization(false, Duration.ofHours(2), 5000, Optional.empty());
    }

    /**
     * What rows must satisfy.
     *
     * @param onFailure what happens otherwise
     * @param quarantineTable where offending rows go
     * @param rules the checks
     */
    public record Validation(OnFailure onFailure, String quarantineTable, List<Rule> rules) {
        /** No rules. */
        public static final Validation NONE = new Validation(OnFailure.Block, "", List.of());
    }

    /** What happens when a rule fails. */
    public enum OnFailure {
        /** Nothing is written and the watermark stays. */
        Block,
        /** Offending rows are set apart. */
        Quarantine,
        /** All is written and reported. */
        Warn
    }

    /** One check. */
    public sealed interface Rule {
        /** Its name in reports. */
        String name();

        /** At most this share of rows may lack the feature. */
        record NullFraction(String name, String feature, double max) implements Rule {}

        /** Values lie between the bounds. */
        record Range(String name, String feature, Optional<Double> min, Optional<Double> max) implements Rule {}

        /** The run must have at least so many rows. */
        record Volume(String name, long minRows) implements Rule {}

        /** The newest event time is at most this old. */
        record Fresh(String name, Duration maxAge) implements Rule {}

        /** Entity key and event time occur once. */
        record Unique(String name) implements Rule {}
    }
}
