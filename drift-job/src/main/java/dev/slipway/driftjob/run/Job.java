package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.RunConfig;
import dev.slipway.driftjob.config.SourceConfig;
import dev.slipway.driftjob.decision.Verdict;
import dev.slipway.driftjob.failure.Reason;
import dev.slipway.driftjob.files.RemoteFiles;
import dev.slipway.driftjob.profile.Profile;
import dev.slipway.driftjob.profile.ProfileFile;
import dev.slipway.driftjob.read.Source;
import dev.slipway.driftjob.read.SourceException;
import dev.slipway.driftjob.read.Window;
import dev.slipway.driftjob.report.PerformanceFinding;
import dev.slipway.driftjob.report.Report;
import dev.slipway.driftjob.store.DirectoryFiles;
import dev.slipway.driftjob.store.NamedFiles;
import dev.slipway.driftjob.store.StateFiles;
import dev.slipway.driftjob.store.StoreException;
import dev.slipway.workload.config.ConfigDocument;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands {@code run} and {@code profile}, from configuration to files. */
public final class Job {
    private final Clock clock;
    private final RemoteFiles remote = new RemoteFiles();
    private final Sources sources = new Sources(remote);

    public Job(Clock clock) {
        this.clock = clock;
    }

    /**
     * A run's result.
     *
     * @param address where people find the report; empty where it went nowhere
     */
    public record Finished(Report report, String address) {}

    /** Compares and reports. */
    public Finished run(Path configFile) throws IOException, FailureException {
        RunConfig config = RunConfig.of(ConfigDocument.read(configFile).root());
        Instant start = clock.instant();
        List<String> problems = new ArrayList<>();
        Memory memory = memory(config);
        ReferenceSide reference = obtained(new ReferenceSide.Keeper(config, sources, remote, memory, start, problems));
        CurrentSide side = new CurrentSide(config, memory, start, problems);
        Optional<Window> window = side.window();
        Source source = current(config, reference);
        Source rows = window.isPresent() ? source.within(window.get()) : source;
        Report report = reference.profile().isPresent()
                ? compared(config, memory, reference, side, source, rows, window, start, problems)
                : waiting(config, reference, rows, window, start, problems);
        String address = new ReportWriter(config, memory).write(report);
        return new Finished(report, address);
    }

    private Source current(RunConfig config, ReferenceSide reference) throws IOException, FailureException {
        Source source = sources.open(config.current().source());
        return reference.profile().isPresent()
                ? ReferenceTypes.ofCurrent(source, reference.profile().get(), config.features())
                : source;
    }

    private static ReferenceSide obtained(ReferenceSide.Keeper keeper) throws FailureException {
        try {
            return keeper.obtain();
        } catch (StoreException e) {
            throw e.failure();
        } catch (IOException e) {
            throw new FailureException(
                    SourceException.reason(e, Reason.BaselineUnavailable), "The reference: " + e.getMessage(), e);
        }
    }

    private Memory memory(RunConfig config) throws IOException, FailureException {
        if (config.state().isEmpty()) {
            return new Memory(Optional.empty());
        }
        NamedFiles files = Places.open(config.state().get().place());
        return new Memory(Optional.of(new StateFiles(files).below(Reports.fileName(config.name()) + ".state/")));
    }

    private Report compared(
            RunConfig config,
            Memory memory,
            ReferenceSide reference,
            CurrentSide side,
            Source source,
            Source rows,
            Optional<Window> window,
            Instant start,
            List<String> problems)
            throws IOException, FailureException {
        Profile frozen = reference.profile().orElseThrow();
        ReferenceProfiler.Profiled current = side.profile(source, frozen, window);
        Escalation escalation =
                new Escalation(config.features(), reference.rows().map(r -> new ExactPass(r, rows, config.budget())));
        new ColumnReview(config, problems).review(frozen, reference.rows(), source, current.profile());
        DriftRun.Outcome outcome = new DriftRun(config, escalation, problems).compare(frozen, current.profile());
        Optional<Window> settled = side.settled();
        Source arrived = settled.isPresent() ? source.within(settled.get()) : rows;
        Optional<PerformanceFinding> performance =
                performance(config, memory, reference, source, arrived, settled, problems);
        Optional<Instant> end = window.map(Window::end);
        List<Report.PastRun> trend =
                History.with(History.read(memory.get(History.FILE), problems), outcome, start, end);
        memory.put(History.FILE, History.write(trend));
        List<String> failed = config.expectations().stream()
                .flatMap(e -> ExpectationCheck.failures(e, current.profile(), problems).stream())
                .toList();
        return new Report(
                config.name(),
                start,
                Duration.between(start, clock.instant()).toNanos() / 1e9,
                outcome.verdict(),
                outcome.driftedShare(),
                History.fires(trend, config.alerting()),
                History.letters(trend).resolves(config.alerting().resolveWindows()),
                window.map(w -> new Report.Period(w.start(), w.end())),
                reference.side(),
                read(rows.description(), current.read()),
                outcome.findings(),
                performance,
                failed,
                List.copyOf(problems),
                trend);
    }

    private Optional<PerformanceFinding> performance(
            RunConfig config,
            Memory memory,
            ReferenceSide reference,
            Source source,
            Source rows,
            Optional<Window> window,
            List<String> problems)
            throws IOException, FailureException {
        Optional<Source> labels = Optional.empty();
        if (config.labels().isPresent()) {
            labels = Optional.of(sources.open(config.labels().get().source()));
        }
        return new PerformanceRun(config, memory, problems)
                .measure(new PerformanceRun.Rows(reference.rows(), source, rows, labels), window, clock.instant());
    }

    /** The report of a run that came before its reference was complete. */
    private Report waiting(
            RunConfig config,
            ReferenceSide reference,
            Source rows,
            Optional<Window> window,
            Instant start,
            List<String> problems) {
        return new Report(
                config.name(),
                start,
                Duration.between(start, clock.instant()).toNanos() / 1e9,
                Verdict.NO_DATA,
                0,
                false,
                false,
                window.map(w -> new Report.Period(w.start(), w.end())),
                reference.side(),
                new Report.Side(rows.description(), 0, 0, true, 1),
                List.of(),
                Optional.empty(),
                List.of(),
                List.copyOf(problems),
                List.of());
    }

    private static Report.Side read(String source, Source.Result read) {
        return new Report.Side(source, read.rows(), read.bytes(), read.complete(), read.sampled());
    }

    /** Makes the profile of the reference alone and keeps it as a file. */
    public Profile profile(Path configFile) throws IOException, FailureException {
        RunConfig config = RunConfig.of(ConfigDocument.read(configFile).root());
        Path file = config.profileOutput()
                .orElseThrow(() ->
                        new FailureException(CommonReason.InvalidConfig, "The configuration lacks $.output.profile."));
        if (config.reference().source() instanceof SourceConfig.ProfileOf) {
            throw new FailureException(
                    CommonReason.InvalidConfig, "The configuration's $.reference.profile has no rows to make one of.");
        }
        ReferenceSide reference = new ReferenceSide.Keeper(
                        config, sources, remote, memory(config), clock.instant(), new ArrayList<>())
                .obtain();
        Profile profile = reference
                .profile()
                .orElseThrow(() -> new FailureException(
                        Reason.SourceUnavailable, "The reference's time is not over: there is no profile of it yet."));
        new DirectoryFiles(Path.of("")).put(file.toString(), ProfileFile.write(profile));
        return profile;
    }
}
