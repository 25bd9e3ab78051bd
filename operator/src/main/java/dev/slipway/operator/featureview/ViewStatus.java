package dev.slipway.operator.featureview;

import dev.slipway.api.common.Condition;
import dev.slipway.api.featureview.FeatureViewStatus;
import dev.slipway.api.featureview.FeatureViewStatus.Failure;
import dev.slipway.api.featureview.FeatureViewStatus.Run;
import dev.slipway.api.featureview.FeatureViewStatus.Run.Result;
import dev.slipway.api.featureview.FeatureViewStatus.ValidationResult;
import dev.slipway.operator.featureview.observe.ObservedView;
import dev.slipway.operator.featureview.observe.RunSummary;
import dev.slipway.operator.featureview.readiness.Attempt;
import dev.slipway.operator.featureview.readiness.ViewSituation;
import dev.slipway.operator.model.FeatureServerAddress;
import dev.slipway.operator.model.WireName;
import dev.slipway.operator.status.Conditions;
import dev.slipway.operator.status.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The status that says what a situation and its verdicts amount to. Pure; equal situations give equal statuses. */
final class ViewStatus {
    private static final int MOST_FAILURES = 20;

    private final ViewSituation situation;
    private final ObservedView observed;
    private final List<Verdict> verdicts;

    private ViewStatus(ViewSituation situation, List<Verdict> verdicts) {
        this.situation = situation;
        this.observed = situation.observed();
        this.verdicts = verdicts;
    }

    static FeatureViewStatus of(ViewSituation situation, List<Verdict> verdicts) {
        return new ViewStatus(situation, verdicts).build();
    }

    private FeatureViewStatus build() {
        var spec = observed.spec();
        return new FeatureViewStatus(
                observed.resource().getMetadata().getGeneration(),
                conditions(),
                situation.plan().served() ? url() : null,
                WireName.of(observed.resource()),
                WireName.project(observed.resource()),
                spec.entities().stream().map(entity -> entity.name()).collect(Collectors.joining(",")),
                spec.online().layout() + " " + spec.online().secretRef().name(),
                fromSuccess(RunSummary::rows, FeatureViewStatus::rows),
                lastMaterializedTime(),
                fromSuccess(RunSummary::eventTimeWatermark, FeatureViewStatus::eventTimeWatermark),
                fromSuccess(RunSummary::cursor, FeatureViewStatus::cursor),
                lastRun(),
                validation());
    }

    private List<Condition> conditions() {
        return Conditions.of(
                verdicts,
                List.of(),
                situation.plan().paused(),
                observed.resource().getMetadata().getGeneration(),
                observed.now(),
                observed.previous().map(FeatureViewStatus::conditions).orElse(List.of()));
    }

    private String url() {
        return FeatureServerAddress.of(
                observed.namespace(), observed.spec().serving().server());
    }

    /** What the last success said, or what the status has kept of an earlier one. */
    private <T> @Nullable T fromSuccess(
            Function<RunSummary, @Nullable T> said, Function<FeatureViewStatus, @Nullable T> kept) {
        return situation
                .runs()
                .success()
                .flatMap(Attempt::summary)
                .flatMap(summary -> Optional.ofNullable(said.apply(summary)))
                .or(() -> observed.previous().flatMap(status -> Optional.ofNullable(kept.apply(status))))
                .orElse(null);
    }

    private @Nullable String lastMaterializedTime() {
        return situation
                .runs()
                .success()
                .flatMap(ViewStatus::endOf)
                .or(() -> observed.previous().flatMap(status -> Optional.ofNullable(status.lastMaterializedTime())))
                .orElse(null);
    }

    /** The last run that came to an end; the first one also while it is on its way. Each run costs one write. */
    private @Nullable Run lastRun() {
        var kept = observed.previous().map(FeatureViewStatus::lastRun);
        var last = situation.runs().last();
        if (last.isPresent()) {
            return run(last.get());
        }
        return kept.or(() -> situation
                        .runs()
                        .current()
                        .map(job -> new Run(
                                job.name(),
                                job.started().map(Instant::toString).orElse(null),
                                null,
                                Result.Running,
                                null,
                                null,
                                null,
                                null,
                                null)))
                .orElse(null);
    }

    private static Run run(Attempt attempt) {
        var summary = attempt.summary();
        return new Run(
                attempt.job().name(),
                summary.map(RunSummary::startTime)
                        .or(() -> attempt.job().started().map(Instant::toString))
                        .orElse(null),
                endOf(attempt).orElse(null),
                attempt.succeeded() ? Result.Succeeded : attempt.blocked() ? Result.Blocked : Result.Failed,
                summary.map(RunSummary::rowsRead).orElse(null),
                summary.map(RunSummary::rowsWritten).orElse(null),
                summary.map(RunSummary::rowsSkipped).orElse(null),
                summary.map(RunSummary::rowsLate).orElse(null),
                summary.map(RunSummary::rowsQuarantined).orElse(null));
    }

    private static Optional<String> endOf(Attempt attempt) {
        return attempt.summary()
                .map(RunSummary::finishTime)
                .or(() -> attempt.job().ended().map(Instant::toString));
    }

    private @Nullable ValidationResult validation() {
        return situation
                .runs()
                .last()
                .flatMap(Attempt::summary)
                .flatMap(summary -> Optional.ofNullable(summary.validation()))
                .map(ViewStatus::validation)
                .or(() -> observed.previous().flatMap(status -> Optional.ofNullable(status.validation())))
                .orElse(null);
    }

    private static ValidationResult validation(RunSummary.Rules rules) {
        var broken = Optional.ofNullable(rules.rules()).orElse(List.of()).stream()
                .filter(rule -> !rule.passed())
                .limit(MOST_FAILURES)
                .map(rule -> new Failure(text(rule.rule()), text(rule.message())))
                .toList();
        return new ValidationResult(
                rules.passed(), rules.failed(), broken, rules.failed() == 0 ? null : rules.quarantineTable());
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
