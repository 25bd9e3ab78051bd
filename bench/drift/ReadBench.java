import dev.hardwood.InputFile;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnProjection;
import dev.slipway.driftjob.report.Report;
import dev.slipway.driftjob.run.Job;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postgresql.PGConnection;

/**
 * A run of the job beside the bare reading of the same rows, in one JVM, alternating: PostgreSQL by COPY BINARY into nothing,
 * and a Parquet file's columns by the same library. Prints wall seconds, and medians of all rounds but the first three, which warm up.
 *
 * java -Xmx512m -cp drift-job/target/classes:TEST_LIBRARIES bench/drift/ReadBench.java FOLDER ROWS
 * FOLDER has reference.parquet and current.parquet of columns f0 to f9.
 */
class ReadBench {
    private static final int COLUMNS = 10;

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int rows = Integer.parseInt(arguments[1]);
        parquet(folder);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            fill(postgres, rows);
            postgres(postgres, folder);
        }
        System.exit(0);
    }

    private static void fill(EmbeddedPostgres postgres, int rows) throws Exception {
        StringBuilder columns = new StringBuilder();
        for (int i = 0; i < COLUMNS; i++) {
            columns.append(i == 0 ? "" : ", ").append("random() + random() + random() AS f").append(i);
        }
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE UNLOGGED TABLE wide AS SELECT " + columns + " FROM generate_series(1, " + rows + ")");
            statement.execute("VACUUM (FREEZE, ANALYZE) wide");
        }
    }

    private static void postgres(EmbeddedPostgres postgres, Path folder) throws Exception {
        Path secret = Files.createDirectories(folder.resolve("pg"));
        for (List<String> key : List.of(List.of("host", "localhost"), List.of("port", "" + postgres.getPort()),
                List.of("database", "postgres"), List.of("username", "postgres"), List.of("password", "x"))) {
            Files.writeString(secret.resolve(key.getFirst()), key.getLast());
        }
        String table = "{\"postgres\": {\"secret\": \"" + secret + "\", \"table\": \"wide\"}}";
        for (int round = 0; round < 4; round++) {
            double bare = seconds(() -> {
                try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
                    var copy = connection.unwrap(PGConnection.class).getCopyAPI()
                            .copyOut("COPY wide TO STDOUT (FORMAT BINARY)");
                    long bytes = 0;
                    byte[] row;
                    while ((row = copy.readFromCopy()) != null) {
                        bytes += row.length;
                    }
                    return bytes;
                }
            });
            report("PostgreSQL", round, bare, run(folder, "pg", table, table));
        }
    }

    private static void parquet(Path folder) throws Exception {
        String current = "{\"parquet\": {\"uri\": \"" + folder.resolve("current.parquet") + "\"}}";
        String reference = "{\"parquet\": {\"uri\": \"" + folder.resolve("reference.parquet") + "\"}}";
        List<double[]> found = new ArrayList<>();
        for (int round = 0; round < 14; round++) {
            double bare = seconds(() -> {
                long sum = 0;
                String[] names = new String[COLUMNS];
                for (int i = 0; i < COLUMNS; i++) {
                    names[i] = "f" + i;
                }
                try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(folder.resolve("current.parquet")));
                        ColumnReaders columns = reader.buildColumnReaders(ColumnProjection.columns(names)).build()) {
                    while (columns.nextBatch()) {
                        for (int i = 0; i < COLUMNS; i++) {
                            ColumnReader column = columns.getColumnReader(i);
                            sum += column.getDoubles().length;
                        }
                    }
                }
                return sum;
            });
            double ours = run(folder, "parquet", reference, current);
            report("Parquet", round, bare, ours);
            found.add(new double[] {bare, ours});
        }
        report("Parquet, medians from", 3, median(found, 0), median(found, 1));
    }

    /** The second run of a state, which has its reference already: what a CronJob does each time. */
    private static double run(Path folder, String name, String reference, String current) throws Exception {
        Path config = Files.writeString(folder.resolve(name + ".json"), "{\"name\": \"" + name + "\", \"reference\": " + reference
                + ", \"current\": " + current + ", \"state\": {\"directory\": \"" + folder.resolve("state") + "\"}}");
        Job job = new Job(Clock.systemUTC());
        Report[] report = new Report[1];
        double seconds = seconds(() -> {
            report[0] = job.run(config).report();
            return report[0].current().rows();
        });
        return report[0].reference().side().bytes() > 0 ? run(folder, name, reference, current) : seconds;
    }

    private static double median(List<double[]> rounds, int side) {
        double[] sorted = rounds.stream().skip(3).mapToDouble(round -> round[side]).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private interface Work {
        long run() throws Exception;
    }

    private static double seconds(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static void report(String what, int round, double bare, double ours) {
        System.out.printf(Locale.ROOT, "%s round %d: bare %.3f s, run %.3f s, ratio %.2f%n", what, round, bare, ours, ours / bare);
    }
}
