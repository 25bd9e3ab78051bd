package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.RunConfig;
import dev.slipway.driftjob.config.SourceConfig;
import dev.slipway.driftjob.failure.Reason;
import dev.slipway.driftjob.files.RemoteFiles;
import dev.slipway.driftjob.profile.Profile;
import dev.slipway.driftjob.profile.ProfileFile;
import dev.slipway.driftjob.profile.ProfileFormatException;
import dev.slipway.driftjob.read.PostgresSource;
import dev.slipway.driftjob.read.Source;
import dev.slipway.driftjob.read.SourceException;
import dev.slipway.driftjob.read.Window;
import dev.slipway.driftjob.report.Report;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The reference of a run: kept from an earlier one, read from a file, or made of rows and then kept.
 *
 * @param profile absent while the time of a prediction log's beginning is not over
 * @param rows absent where it is a profile
 */
record ReferenceSide(Optional<Profile> profile, Report.Reference side, Optional<Source> rows) {
    private static final String FILE = "profile.slpf";

    /** Obtains references. */
    static final class Keeper {
        private final RunConfig config;
        private final Sources sources;
        private final RemoteFiles remote;
        private final Memory memory;
        private final Instant now;
        private final List<String> problems;

        Keeper(
                RunConfig config,
                Sources sources,
                RemoteFiles remote,
                Memory memory,
                Instant now,
                List<String> problems) {
            this.config = config;
            this.sources = sources;
            this.remote = remote;
            this.memory = memory;
            this.now = now;
            this.problems = problems;
        }

        ReferenceSide obtain() throws IOException, FailureException {
            if (config.reference().source() instanceof SourceConfig.ProfileOf file) {
                return file(file);
            }
            memory.of(identity(config.reference().key()));
            Optional<Source> source = rows();
            Optional<byte[]> kept = memory.reference(FILE);
            if (kept.isPresent()) {
                Profile profile = profile(kept.get(), "the kept reference");
                if (profile.rows() > 0) {
                    return ready(profile, kept.get(), side(source, profile.rows(), 0, true, 1), source);
                }
            }
            if (source.isEmpty()) {
                Report.Side none = new Report.Side(description(), 0, 0, false, 1);
                return new ReferenceSide(Optional.empty(), new Report.Reference(none, false, ""), Optional.empty());
            }
            Set<String> ignored = new HashSet<>(config.ignored());
            config.prediction().ifPresent(p -> ignored.remove(p.column()));
            config.expectations().forEach(e -> ignored.remove(e.column()));
            ReferenceProfiler.Profiled made =
                    new ReferenceProfiler(config.features(), ignored, config.budget()).profile(source.get(), problems);
            byte[] bytes = ProfileFile.write(made.profile());
            Source.Result read = made.read();
            Report.Side side = side(source, read.rows(), read.bytes(), read.complete(), read.sampled());
            ReferenceSide ready = ready(made.profile(), bytes, side, source);
            memory.keepReference(FILE, bytes);
            memory.forgetOthersBut(identity(config.reference().before()));
            return ready;
        }

        private ReferenceSide ready(Profile profile, byte[] bytes, Report.Side side, Optional<Source> rows)
                throws SourceException {
            if (profile.rows() == 0) {
                throw new SourceException(
                        side.source() + " has no rows, and nothing of it is kept: fill it, or name another");
            }
            return new ReferenceSide(
                    Optional.of(profile),
                    new Report.Reference(side, true, Memory.hash(bytes)),
                    rows.map(r -> r.typed(ReferenceTypes.of(profile, config.features()))));
        }

        private Report.Side side(Optional<Source> source, long rows, long bytes, boolean complete, double sampled) {
            return new Report.Side(
                    source.map(Source::description).orElse(description()), rows, bytes, complete, sampled);
        }

        private String description() {
            return config.reference().source().identity().toString();
        }

        /** All that the profile depends on. Where a log begins to count comes with its key. */
        private String identity(String key) {
            RunConfig.Reference reference = config.reference();
            Optional<Instant> start =
                    reference.source() instanceof SourceConfig.FrozenLog ? Optional.empty() : reference.start();
            return reference.source().identity() + "|"
                    + start + "|"
                    + reference.end() + "|" + key + "|"
                    + config.ignored().stream().sorted().toList()
                    + "|" + config.features().vectors() + "|"
                    + config.features().segments() + "|" + config.budget()
                    + "|"
                    + config.expectations().stream()
                            .map(e -> e.column())
                            .sorted()
                            .toList()
                    + "|"
                    + config.prediction().map(p -> p.column() + p.classColumn()).orElse("");
        }

        /** Empty while a log's beginning is not over. */
        private Optional<Source> rows() throws IOException, FailureException {
            if (config.reference().source() instanceof SourceConfig.FrozenLog log) {
                if (!memory.lasting()) {
                    throw new FailureException(
                            CommonReason.InvalidConfig,
                            "The configuration's $.reference.predictionLog needs $.state or $.report, where it is kept.");
                }
                PostgresSource source =
                        sources.frozenLog(log, config.reference().start());
                Optional<Instant> first = source.earliest();
                Instant settled = now.minus(config.state().orElseThrow().settle());
                if (first.isEmpty() || first.get().plus(log.first()).isAfter(settled)) {
                    problems.add(first.map(f ->
                                    "the reference, the first " + log.first().toHours()
                                            + " hours of the prediction log, is complete at " + f.plus(log.first()))
                            .orElse("the prediction log has no rows yet"));
                    return Optional.empty();
                }
                return Optional.of(
                        source.within(new Window(first.get(), first.get().plus(log.first()))));
            }
            Source source = sources.open(config.reference().source());
            return Optional.of(sources.between(
                    source, config.reference().start(), config.reference().end()));
        }

        private ReferenceSide file(SourceConfig.ProfileOf file) throws IOException, FailureException {
            remote.check(file.uri(), file.secret());
            byte[] bytes;
            try {
                bytes = remote.read(file.uri(), file.secret(), ProfileFile.MAX_BYTES);
            } catch (NoSuchFileException e) {
                throw new FailureException(
                        CommonReason.ArtifactNotFound, "There is no profile %s.".formatted(file.uri()), e);
            }
            memory.of(Memory.hash(bytes));
            Profile profile = profile(bytes, file.uri());
            Report.Side side = new Report.Side("profile " + file.uri(), profile.rows(), bytes.length, true, 1);
            return ready(profile, bytes, side, Optional.empty());
        }

        private static Profile profile(byte[] bytes, String name) throws FailureException {
            try {
                return ProfileFile.read(bytes);
            } catch (ProfileFormatException e) {
                throw new FailureException(
                        Reason.SourceUnavailable, "%s cannot be used: %s".formatted(name, e.getMessage()), e);
            }
        }
    }
}
