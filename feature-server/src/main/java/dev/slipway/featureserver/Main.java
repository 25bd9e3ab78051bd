package dev.slipway.featureserver;

import dev.slipway.featureserver.lifecycle.DevRole;
import dev.slipway.featureserver.lifecycle.ExportRole;
import dev.slipway.featureserver.lifecycle.MaterializeRole;
import dev.slipway.featureserver.lifecycle.PurgeRole;
import dev.slipway.featureserver.lifecycle.RegistryRole;
import dev.slipway.featureserver.lifecycle.ServeRole;

/** The entry of the program: one image, several roles. */
public final class Main {
    private static final String HELP = """
            Serves and materialises features in Feast's protocols and Redis layout.

              --dev                     serve sample data out of an embedded PostgreSQL and Redis
              serve                     answer Feast's protocols, HTTP on port 6566 and gRPC on 6567
              materialize --view NAME   copy what is new from PostgreSQL to Redis
                [--from TIME] [--to TIME] [--chunk 24h]     or rows of a window of event time
              export --features view:feature,... | --service NAME   make a training set
                --entities-table NAME | --entities-query SELECT     for these rows
                [--timestamp-field event_timestamp] [--time-zone Europe/Berlin] [--order-by COLUMN,...]
                [--credentials DIRECTORY] [--full-feature-names true]
                --to FILE.parquet | FILE.csv | s3://BUCKET/KEY.parquet | table:NAME
                [--s3-credentials DIRECTORY] [--compression GZIP] [--replace true]

              registry --to FILE        write the definitions as Feast's registry.db, or to s3://BUCKET/KEY
                [--s3-credentials DIRECTORY]
              purge --view NAME         remove the view's rows from Redis
                [--rate 20000]          keys of Redis looked at in a second

            Configuration in $SLIPWAY_CONFIG, default /etc/slipway/feature-server.json.
            """;

    private Main() {}

    /** Runs what the arguments ask for. */
    public static void main(String[] args) throws InterruptedException {
        String role = args.length == 0 ? "" : args[0];
        switch (role) {
            case "serve" -> ServeRole.run(System.getenv());
            case "--dev" -> DevRole.run(System.getenv());
            case "materialize" -> System.exit(MaterializeRole.run(System.getenv(), args));
            case "export" -> System.exit(ExportRole.run(System.getenv(), args));
            case "registry" -> System.exit(RegistryRole.run(System.getenv(), args));
            case "purge" -> System.exit(PurgeRole.run(System.getenv(), args));
            case "--help", "-h", "help" -> System.out.print(HELP);
            default -> {
                System.err.println((role.isEmpty() ? "Say what to do." : "Unknown role " + role + ".") + "\n\n" + HELP);
                System.exit(2);
            }
        }
    }
}
