package dev.slipway.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.cluster.Timeline;
import dev.slipway.e2e.cluster.Timeline.Entry;
import dev.slipway.e2e.fault.Symptom.NotReady;
import dev.slipway.e2e.load.Once;
import dev.slipway.e2e.model.IrisQuestion;
import dev.slipway.e2e.model.ModelFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Injects one fault, looks at what the user is told and when, cures it, and asks the model. */
public final class FaultRun {
    private static final Duration TOLD = Duration.ofMinutes(1);
    private static final int MESSAGE_MAX = 256;
    private static final List<String> CONDITIONS =
            List.of("Accepted", "ArtifactReady", "CapacityReady", "Available", "RolledOut", "ScalingActive");
    private static final List<String> ABNORMAL = List.of("Reconciling", "Stalled", "Paused");

    private final FaultReport report;

    public FaultRun(FaultReport report) {
        this.report = report;
    }

    public void run(Fault fault) throws Exception {
        try {
            Sandbox.in("fault", sandbox -> run(fault, sandbox));
        } catch (AssertionError e) {
            throw new AssertionError("When " + fault.sentence() + ": " + e.getMessage(), e);
        }
    }

    private void run(Fault fault, Sandbox sandbox) throws Exception {
        var stage = new Stage(sandbox);
        var start = Instant.now();
        fault.inject().run(stage);
        var symptom = fault.symptom();
        var shown = Timeline.shared()
                .await(symptom.reason() + " is shown", sandbox.namespace(), start, TOLD, symptom.shown());
        var known = sandbox.await("evidence of: " + fault.sentence(), start, fault.evidence());
        check(symptom, shown, sandbox);
        var cured = Instant.now();
        fault.cure().run(stage);
        var ready = sandbox.awaitNow("Ready after the cure", Stage.NAME, m -> m.ready() && Sandbox.settled(m));
        assertThat(CONDITIONS).as("conditions:%n%s", ready).allMatch(type -> ready.is(type, "True"));
        assertThat(ABNORMAL).as("conditions:%n%s", ready).allMatch(type -> ready.is(type, "False"));
        var again = Duration.between(cured, Instant.now());
        Once.ask(sandbox.address(Stage.NAME), IrisQuestion.about(Stage.NAME, ModelFile.IRIS), Duration.ofSeconds(10));
        report.add(new FaultReport.Row(
                fault.sentence(), symptom.reason(), symptom.message(shown), between(known.at(), shown.at()), again));
    }

    private static void check(Symptom symptom, Entry shown, Sandbox sandbox) {
        var message = symptom.message(shown);
        assertThat(message).as("message of %s", symptom.reason()).contains(symptom.words());
        assertThat(message).hasSizeLessThanOrEqualTo(MESSAGE_MAX);
        if (symptom instanceof NotReady) {
            var table = sandbox.kubectl("get", "md", Stage.NAME, "-o", "wide");
            assertThat(column(table, "REASON")).as(table).isEqualTo(symptom.reason());
            assertThat(column(table, "MESSAGE")).as(table).contains(symptom.words());
        }
    }

    /** A cell of the only row of a table of kubectl. */
    static String column(String table, String title) {
        var lines = table.lines().toList();
        var from = lines.get(0).indexOf(title);
        var rest = lines.get(0).substring(from + title.length());
        var to = rest.isBlank()
                ? lines.get(1).length()
                : from + title.length() + (rest.length() - rest.stripLeading().length());
        return lines.get(1).substring(from, Math.min(to, lines.get(1).length())).strip();
    }

    private static Duration between(Instant known, Instant shown) {
        return shown.isAfter(known) ? Duration.between(known, shown) : Duration.ZERO;
    }
}
