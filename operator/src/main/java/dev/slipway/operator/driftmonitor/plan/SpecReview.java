package dev.slipway.operator.driftmonitor.plan;

import static dev.slipway.operator.workload.plan.DurationRules.outside;
import static dev.slipway.operator.workload.plan.DurationRules.unreadable;

import dev.slipway.api.driftmonitor.DriftMonitorSpec;
import dev.slipway.operator.driftmonitor.loop.Requests;
import dev.slipway.operator.driftmonitor.loop.Schedule;
import dev.slipway.operator.model.Quantities;
import dev.slipway.operator.status.Refusal;
import dev.slipway.operator.workload.plan.ResourceRules;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the schema cannot check of one monitor. */
final class SpecReview {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final BigDecimal LEAST_BYTES = BigDecimal.valueOf(64 << 10);
    private static final BigDecimal MOST_BYTES = BigDecimal.valueOf(1L << 50);

    private static final List<Function<DriftMonitorSpec, Optional<Refusal>>> RULES = List.of(
            SpecReview::pathsStayInTheirClaims,
            SpecReview::budgetReadsSomething,
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
        var reference = spec.reference();
        var labels = spec.labels() == null ? null : spec.labels().parquet();
        var now = spec.current().parquet();
        return path(
                        "spec.reference",
                        reference.parquet() == null ? null : reference.parquet().uri())
                .or(() -> path(
                        "spec.reference",
                        reference.profile() == null ? null : reference.profile().uri()))
                .or(() -> path("spec.current.parquet", now == null ? null : now.uri()))
                .or(() -> path("spec.labels.parquet", labels == null ? null : labels.uri()));
    }

    private static Optional<Refusal> path(String field, @Nullable String uri) {
        return uri != null && uri.startsWith("pvc://") && ClaimUri.of(uri).isEmpty()
                ? Optional.of(Refusal.invalid(field + " " + uri
                        + " leads out of its claim. Use a path without .. such as pvc://claim/folder/file."))
                : Optional.empty();
    }

    private static Optional<Refusal> budgetReadsSomething(DriftMonitorSpec spec) {
        var bytes = spec.budget() == null ? null : spec.budget().maxBytes();
        if (bytes == null) {
            return Optional.empty();
        }
        var value = Quantities.value(bytes);
        return value.compareTo(LEAST_BYTES) < 0 || value.compareTo(MOST_BYTES) > 0
                ? Optional.of(Refusal.invalid("spec.budget.maxBytes is " + bytes + "; it must be 64Ki to 1Pi."))
                : Optional.empty();
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
