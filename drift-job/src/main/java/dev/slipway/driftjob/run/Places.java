package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.PlaceConfig;
import dev.slipway.driftjob.files.Stores;
import dev.slipway.driftjob.read.PostgresLogin;
import dev.slipway.driftjob.store.DirectoryFiles;
import dev.slipway.driftjob.store.NamedFiles;
import dev.slipway.driftjob.store.ObjectFiles;
import dev.slipway.driftjob.store.PostgresFiles;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;

/** Opens places where files are kept. */
public final class Places {
    private Places() {}

    public static NamedFiles open(PlaceConfig config) throws IOException, FailureException {
        return switch (config) {
            case PlaceConfig.Directory directory -> new DirectoryFiles(directory.path());
            case PlaceConfig.Postgres postgres ->
                new PostgresFiles(PostgresLogin.read(postgres.secret()), postgres.table());
            case PlaceConfig.S3 s3 -> ObjectFiles.below(s3.uri(), new Stores().s3(s3.secret()));
        };
    }
}
