package dev.slipway.featureserver.export;

import dev.slipway.featureserver.parquet.ParquetCodec;
import dev.slipway.workload.objectstore.S3Location;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What training set is wanted.
 *
 * @param features references as {@code view:feature}, in the order of the columns
 * @param entities the rows
 * @param fullNames whether columns are named {@code view__feature}
 * @param output where the set goes
 */
public record ExportRequest(List<String> features, Entities entities, boolean fullNames, Output output) {
    /**
     * The rows that features are wanted for.
     *
     * @param credentials of the PostgreSQL that has them; where nothing is said, those of the first view
     * @param relation the table, or the query in parentheses, as it stands after FROM
     * @param timeField column of the time at which features are wanted
     * @param timeZone zone of times that have none
     * @param orderBy columns that give their order
     */
    public record Entities(
            Optional<Path> credentials,
            String relation,
            String timeField,
            Optional<String> timeZone,
            List<String> orderBy) {}

    /** Where a set goes. */
    public sealed interface Output {
        /** How it is told. */
        String name();

        /** A Parquet file. */
        record Parquet(Place place, ParquetCodec codec) implements Output {
            @Override
            public String name() {
                return place.name();
            }
        }

        /** A CSV file. */
        record Csv(Place place) implements Output {
            @Override
            public String name() {
                return place.name();
            }
        }

        /**
         * A new table beside the entities.
         *
         * @param table quoted
         * @param replace whether a table of this name is dropped
         */
        record Table(String table, boolean replace) implements Output {
            @Override
            public String name() {
                return "table:" + table;
            }
        }
    }

    /** Where a file is. */
    public sealed interface Place {
        /** How it is told. */
        String name();

        /**
         * In a store that speaks S3.
         *
         * @param where the key
         * @param credentials the mounted Secret with its keys and endpoint
         */
        record S3(S3Location where, Optional<String> credentials) implements Place {
            @Override
            public String name() {
                return where.toString();
            }
        }

        /** In the file system. */
        record Local(Path path) implements Place {
            @Override
            public String name() {
                return path.toString();
            }
        }
    }
}
