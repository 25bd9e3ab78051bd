package dev.slipway.driftjob.run;

import dev.slipway.driftjob.profile.Profile;
import dev.slipway.driftjob.profile.ProfileFile;
import dev.slipway.driftjob.profile.ProfileFormatException;
import dev.slipway.driftjob.read.Budget;
import dev.slipway.driftjob.read.Source;
import dev.slipway.driftjob.read.SourceException;
import dev.slipway.driftjob.report.HtmlReport;
import dev.slipway.driftjob.report.JsonReport;
import dev.slipway.driftjob.report.Report;
import dev.slipway.driftjob.report.Summary;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands of the program, from configuration to files. */
public final class Job {
    private final Clock clock;

    public Job(Clock clock) {
        this.clock = clock;
    }

    /** Compares and reports. */
    public Report run(Path configFile) throws IOException, FailureException {
        RunConfig config = RunConfig.read(configFile);
        RunConfig.Outputs outputs = config.outputs();
        Instant start = clock.instant();
        Side reference = reference(config);
        Source source = rows(config.current(), "current");
        Profiler.Profiled current = Profiler.current(source, reference.profile(), config.budget());
        List<String> problems = new ArrayList<>();
        DriftRun.Outcome outcome = new DriftRun(config).compare(reference.profile(), current.profile());
        problems.addAll(outcome.problems());
        List<Report.PastRun> past =
                outputs.history().map(file -> History.read(file, problems)).orElse(List.of());
        List<Report.PastRun> trend = DriftRun.trend(past, outcome, start);
        List<String> failed = config.expectations().stream()
                .flatMap(e -> e.failures(current.profile()).stream())
                .toList();
        Report report = new Report(
                config.name(),
                start,
                Duration.between(start, clock.instant()).toNanos() / 1e9,
                outcome.verdict(),
                outcome.driftedShare(),
                DriftRun.fires(trend, outputs),
                reference.side(),
                side(source.description(), current.read()),
                outcome.findings(),
                failed,
                problems,
                trend);
        write(outputs, report, current.profile());
        return report;
    }

    /** Makes the profile of the reference alone and keeps it as a file. */
    public Profile profile(Path configFile) throws IOException, FailureException {
        RunConfig config = RunConfig.read(configFile);
        Path file = config.outputs()
                .profile()
                .orElseThrow(() ->
                        new FailureException(CommonReason.InvalidConfig, "The configuration lacks $.output.profile."));
        Profile profile = reference(config).profile();
        replace(file, ProfileFile.write(profile));
        return profile;
    }

    private record Side(Profile profile, Report.Side side) {}

    private Side reference(RunConfig config) throws IOException, FailureException {
        if (config.reference() instanceof SourceConfig.ProfileOf kept) {
            if (Files.size(kept.file()) > ProfileFile.MAX_BYTES) {
                throw new SourceException(kept.file() + " is larger than any profile");
            }
            byte[] bytes = Files.readAllBytes(kept.file());
            try {
                Profile profile = ProfileFile.read(bytes);
                String source = "profile " + kept.file().getFileName();
                return new Side(profile, new Report.Side(source, profile.rows(), bytes.length, true, 1));
            } catch (ProfileFormatException e) {
                throw new SourceException(kept.file() + ": " + e.getMessage(), e);
            }
        }
        Source source = rows(config.reference(), "reference");
        Budget budget = config.budget();
        Profiler.Profiled profiled = Profiler.reference(source, config.ignore(), budget);
        return new Side(profiled.profile(), side(source.description(), profiled.read()));
    }

    private static Source rows(SourceConfig config, String field) throws IOException, FailureException {
        if (config instanceof SourceConfig.ProfileOf) {
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "The configuration's $." + field + ".profile has no rows; use csv or postgres.");
        }
        return config.source();
    }

    private static Report.Side side(String source, Source.Result read) {
        return new Report.Side(source, read.rows(), read.bytes(), read.complete(), read.sampled());
    }

    private static void write(RunConfig.Outputs outputs, Report report, Profile current) throws IOException {
        write(outputs.json(), JsonReport.of(report));
        write(outputs.html(), HtmlReport.of(report));
        write(outputs.profile(), ProfileFile.write(current));
        write(outputs.history(), History.write(report.trend()));
        if (outputs.summary().isPresent()) {
            Files.write(outputs.summary().get(), Summary.of(report));
        }
    }

    private static void write(Optional<Path> file, byte[] bytes) throws IOException {
        if (file.isPresent()) {
            replace(file.get(), bytes);
        }
    }

    /** A reader sees the old file or the new one, never a half. */
    private static void replace(Path file, byte[] bytes) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.write(part, bytes);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
