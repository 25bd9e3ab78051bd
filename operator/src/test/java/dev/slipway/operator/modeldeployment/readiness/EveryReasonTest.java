package dev.slipway.operator.modeldeployment.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.operator.driftmonitor.readiness.MonitorReadinessTest;
import dev.slipway.operator.featureview.readiness.ViewReadinessTest;
import dev.slipway.operator.inferenceroute.readiness.RouteReadinessTest;
import dev.slipway.operator.status.Reason;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A word that nothing says is no word of ours. */
class EveryReasonTest {
    /** Said by {@link dev.slipway.operator.status.Conditions} of every object: see its test. */
    private static final Set<Reason> SUMMARIES =
            EnumSet.of(Reason.PAUSED, Reason.NOT_PAUSED, Reason.RECONCILED, Reason.NOT_STALLED);

    /** Said in events: see the tests against the API server, and of the plan's surge. */
    private static final Set<Reason> EVENTS = EnumSet.of(Reason.CHILD_REPAIRED, Reason.SURGE_DISABLED);

    /** Said by {@code RevisionHistory} of a rollback, which the golden cases show. */
    private static final Set<Reason> GOLDEN = EnumSet.of(Reason.ROLLED_BACK);

    @Test
    void isSaidInSomeCase() {
        var said = Stream.of(
                        ReadinessTest.cases(), AliasTest.cases(), ProgressTest.cases(), CapacityAndScalingTest.cases())
                .flatMap(cases -> cases)
                .map(c -> c.verdict().reason())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Reason.class)));
        said.addAll(SUMMARIES);
        said.addAll(EVENTS);
        said.addAll(GOLDEN);
        said.addAll(ViewReadinessTest.said());
        said.addAll(RouteReadinessTest.said());
        said.addAll(MonitorReadinessTest.said());

        assertThat(EnumSet.complementOf(said)).isEmpty();
    }
}
