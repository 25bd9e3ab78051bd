package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.SourceConfig;
import dev.slipway.driftjob.files.RemoteFiles;
import dev.slipway.driftjob.read.CsvSource;
import dev.slipway.driftjob.read.ParquetSource;
import dev.slipway.driftjob.read.PostgresLogin;
import dev.slipway.driftjob.read.PostgresSource;
import dev.slipway.driftjob.read.Source;
import dev.slipway.driftjob.read.Window;
import dev.slipway.driftjob.read.parquet.ArrayFile;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Opens what the configuration names. */
public final class Sources {
    private final RemoteFiles remote;

    public Sources(RemoteFiles remote) {
        this.remote = remote;
    }

    /** The rows of a source; IllegalStateException for a profile, which has none. */
    public Source open(SourceConfig config) throws IOException, FailureException {
        return switch (config) {
            case SourceConfig.Csv csv -> new CsvSource(csv.file(), csv.separator());
            case SourceConfig.Postgres postgres -> {
                PostgresLogin login = PostgresLogin.read(postgres.secret());
                yield postgres.query()
                        ? PostgresSource.query(login, postgres.table())
                        : PostgresSource.table(login, postgres.table(), postgres.timeColumn());
            }
            case SourceConfig.FrozenLog log -> frozenLog(log, Optional.empty());
            case SourceConfig.Parquet parquet -> {
                remote.check(parquet.uri(), parquet.secret());
                yield new ParquetSource(parquet.uri(), () -> inputs(parquet), parquet.timeColumn());
            }
            case SourceConfig.ProfileOf profile -> throw new IllegalStateException(profile.uri() + " is a profile");
        };
    }

    private List<ArrayFile> inputs(SourceConfig.Parquet parquet) throws IOException {
        return remote.inputs(parquet.uri(), parquet.secret());
    }

    PostgresSource frozenLog(SourceConfig.FrozenLog log, Optional<Instant> start) throws IOException, FailureException {
        PostgresSource all =
                PostgresSource.table(PostgresLogin.read(log.secret()), log.table(), Optional.of(log.timeColumn()));
        return start.map(all::since).orElse(all);
    }

    /** The rows between two times, where the document gives them. */
    Source between(Source source, Optional<Instant> start, Optional<Instant> end) throws IOException {
        if (start.isEmpty() && end.isEmpty()) {
            return source;
        }
        return source.within(new Window(start.orElse(Window.FIRST), end.orElse(Window.END)));
    }
}
