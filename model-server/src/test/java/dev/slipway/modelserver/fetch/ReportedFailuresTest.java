package dev.slipway.modelserver.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.Failure;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportedFailuresTest {
    private static final Failure A = new Failure(CommonReason.ArtifactNotFound, "a");
    private static final Failure B = new Failure(CommonReason.AccessDenied, "b");

    @TempDir
    Path directory;

    @Test
    void aCauseEndsTheProcessOnceAndThenWaits() {
        assertThat(process().mustReport(A)).isTrue();

        ReportedFailures restarted = process();
        for (int i = 0; i < 20; i++) {
            assertThat(restarted.mustReport(A)).isFalse();
        }
    }

    @Test
    void anotherCauseEndsItAgain() {
        process().mustReport(A);

        assertThat(process().mustReport(B)).isTrue();
    }

    @Test
    void causesThatAlternateDoNotEndItOverAndOver() {
        process().mustReport(A);
        process().mustReport(B);

        ReportedFailures restarted = process();
        for (int i = 0; i < 20; i++) {
            assertThat(restarted.mustReport(i % 2 == 0 ? A : B)).isFalse();
        }
    }

    @Test
    void aKnownCauseThatSettlesIsReportedAgain() {
        process().mustReport(A);
        process().mustReport(B);

        ReportedFailures restarted = process();
        assertThat(restarted.mustReport(A)).isFalse();
        assertThat(restarted.mustReport(A)).isFalse();
        assertThat(restarted.mustReport(A)).isTrue();
    }

    private ReportedFailures process() {
        return new ReportedFailures(directory.resolve(".reported"));
    }
}
