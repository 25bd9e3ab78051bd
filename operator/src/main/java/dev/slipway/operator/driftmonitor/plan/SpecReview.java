package dev.slipway.operator.driftmonitor.plan;

import static dev.slipway.operator.workload.plan.DurationRules.outside;
import static dev.slipway.operator.workload.plan.DurationRules.unreadable;

import dev.slipway.api.driftmonitor.DriftMonitorSpec;
import dev.slipway.operator.driftmonitor.loop.Requests;
import dev.slipway.operator.driftmonitor.loop.Schedule;
import dev.slipway.operator.status.Refusal;
import dev.slipway.operator.workload.plan.ResourceRules;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the schema cannot check of one monitor. */
final class SpecReview {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(3650);

    private static final List<Function<DriftMonitorSpec, Optional<Refusal>>> RULES = List.of(
            SpecReview::pathsStayInTheirClaims,
            SpecReview::durationsAreReadable,
            SpecReview::durationsAreInRange,
            SpecReview::timesAreKnown,
            SpecReview::whatIsRememberedHasAPlace,
            SpecReview::conditionIsUnderstood,
            SpecReview::trainingFits);

    private SpecReview() {}

    static Optional<Refusal> of(DriftMonitorSpec spec) {
        return RULES.stream()
                .map(rule -> rule.apply(spec))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Refusal> pathsStayInTheirClaims(DriftMonitorSpec spec) {
        return Stream.of(spec.reference().parquet(), spec.reference().profile())
                .filter(files -> files != null
                        && files.uri().startsWith("pvc://")
                        && ClaimUri.of(files.uri()).isEmpty())
                .findFirst()
                .map(files -> Refusal.invalid("spec.reference " + files.uri()
                        + " leads out of its claim. Use a path without .. such as pvc://claim/folder/file."));
    }

    private static Optional<Refusal> durationsAreReadable(DriftMonitorSpec spec) {
        var retraining = spec.retraining();
        return unreadable("spec.current.window", spec.current().window())
                .or(() -> unreadable("spec.labels.maxDelay", maxDelay(spec)))
                .or(() -> unreadable("spec.reference.predictionLog.first", first(spec)))
                .or(() -> unreadable("spec.promotion.rollback.watch", watch(spec)))
                .or(() -> retraining == null
                        ? Optional.empty()
                        : unreadable("spec.retraining.cooldown", retraining.cooldown())
                                .or(() -> unreadable(
                                        "spec.retraining.budget.period",
                                        retraining.budget().period()))
                                .or(() -> unreadable("spec.retraining.timeout", retraining.timeout())));
    }

    private static Optional<Refusal> durationsAreInRange(DriftMonitorSpec spec) {
        var retraining = spec.retraining();
        return outside("spec.current.window", spec.current().window(), LEAST, LONGEST)
                .or(() -> outside("spec.labels.maxDelay", maxDelay(spec), Duration.ZERO, LONGEST))
                .or(() -> outside("spec.reference.predictionLog.first", first(spec), LEAST, LONGEST))
                .or(() -> outside("spec.promotion.rollback.watch", watch(spec), Duration.ZERO, LONGEST))
                .or(() -> retraining == null
                        ? Optional.empty()
                        : outside("spec.retraining.cooldown", retraining.cooldown(), Duration.ZERO, LONGEST)
                                .or(() -> outside(
                                        "spec.retraining.budget.period",
                                        retraining.budget().period(),
                                        LEAST,
                                        LONGEST))
                                .or(() -> outside("spec.retraining.timeout", retraining.timeout(), LEAST, LONGEST)));
    }

    private static @Nullable String maxDelay(DriftMonitorSpec spec) {
        return spec.labels() == null ? null : spec.labels().maxDelay();
    }

    private static @Nullable String watch(DriftMonitorSpec spec) {
        return spec.promotion() == null ? null : spec.promotion().rollback().watch();
    }

    private static @Nullable String first(DriftMonitorSpec spec) {
        return spec.reference().predictionLog() == null
                ? null
                : spec.reference().predictionLog().first();
    }

    private static Optional<Refusal> timesAreKnown(DriftMonitorSpec spec) {
        if (!Schedule.knows(spec.timeZone())) {
            return Optional.of(Refusal.invalid("spec.timeZone " + spec.timeZone()
                    + " is no time zone of the IANA database. Use one such as Europe/Berlin or Etc/UTC."));
        }
        var clock = spec.retraining() == null ? null : spec.retraining().schedule();
        return clock == null || Schedule.parse(clock, spec.timeZone()).isPresent()
                ? Optional.empty()
                : Optional.of(Refusal.invalid(
                        "spec.retraining.schedule " + clock + " cannot be read. Use five fields, such as 0 2 * * *."));
    }

    private static Optional<Refusal> whatIsRememberedHasAPlace(DriftMonitorSpec spec) {
        if (spec.report() != null) {
            return Optional.empty();
        }
        if (spec.reference().predictionLog() != null) {
            return Optional.of(Refusal.invalid(
                    "spec.reference.predictionLog is frozen and kept beside the reports: set spec.report."));
        }
        return spec.labels() != null && !spec.labels().detectors().isEmpty()
                ? Optional.of(Refusal.invalid(
                        "spec.labels.detectors go on where the last run stopped, which is kept beside the reports: set"
                                + " spec.report.pvc."))
                : Optional.empty();
    }

    private static Optional<Refusal> conditionIsUnderstood(DriftMonitorSpec spec) {
        var when = spec.retraining() == null ? null : spec.retraining().when();
        return when == null ? Optional.empty() : Requests.malformed(when);
    }

    private static Optional<Refusal> trainingFits(DriftMonitorSpec spec) {
        var job = spec.retraining() == null ? null : spec.retraining().action().job();
        return job == null
                ? Optional.empty()
                : ResourceRules.areStandardOnes(
                                "spec.retraining.action.job.resources",
                                job.resources(),
                                "; ask for GPUs in spec.retraining.action.job.gpu")
                        .or(() -> ResourceRules.requestsFitLimits(
                                "spec.retraining.action.job.resources", job.resources()));
    }
}
