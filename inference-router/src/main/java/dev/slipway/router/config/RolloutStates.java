package dev.slipway.router.config;

import dev.slipway.router.policy.rollout.RolloutState;
import dev.slipway.router.policy.rollout.RolloutState.Evidence;
import dev.slipway.router.policy.rollout.RolloutState.Phase;
import dev.slipway.router.policy.rollout.SequentialTest.Epoch;
import dev.slipway.router.policy.rollout.Tally;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonText;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of a rollout as JSON: what {@code /status} shows, what is kept on disk and what a document can hand to a new
 * router are one format.
 */
public final class RolloutStates {
    private RolloutStates() {}

    /** Reads one. */
    public static RolloutState read(ConfigNode node) throws FailureException {
        List<Evidence> evidence = new ArrayList<>();
        for (ConfigNode metric : node.objects("evidence")) {
            List<Epoch> epochs = new ArrayList<>();
            for (ConfigNode epoch : metric.objects("epochs")) {
                epochs.add(new Epoch(
                        epoch.number("share", 0, 0, 1),
                        epoch.longInteger("badCandidate", 0, 0),
                        epoch.longInteger("badBaseline", 0, 0)));
            }
            evidence.add(new Evidence(
                    metric.string("metric"),
                    metric.number("eValue", 1, 0, Double.MAX_VALUE),
                    metric.longInteger("badCandidate", 0, 0),
                    metric.longInteger("badBaseline", 0, 0),
                    List.copyOf(epochs)));
        }
        return new RolloutState(
                node.string("id"),
                node.oneOf("phase", Phase.Progressing),
                node.optionalString("reason").orElse(""),
                node.integer("step", 0, 0, 1000),
                node.number("weight", 0, 0, 100),
                node.longInteger("stepMillis", 0, 0) * 1_000_000,
                node.longInteger("totalMillis", 0, 0) * 1_000_000,
                tally(node, "stepTally"),
                tally(node, "tally"),
                node.longInteger("exposures", 0, 0),
                node.bool("stepComplete", false),
                List.copyOf(evidence));
    }

    /** Writes one. */
    public static String write(RolloutState state) {
        StringBuilder json = new StringBuilder(512);
        json.append("{\"id\":").append(JsonText.quote(state.id()));
        json.append(",\"phase\":\"").append(state.phase());
        json.append("\",\"reason\":").append(JsonText.quote(state.reason()));
        json.append(",\"step\":").append(state.step());
        json.append(",\"weight\":").append(state.weight());
        json.append(",\"stepMillis\":").append(state.stepNanos() / 1_000_000);
        json.append(",\"totalMillis\":").append(state.totalNanos() / 1_000_000);
        tally(json, "stepTally", state.stepTally());
        tally(json, "tally", state.tally());
        json.append(",\"exposures\":").append(state.exposures());
        json.append(",\"stepComplete\":").append(state.stepComplete());
        json.append(",\"evidence\":[");
        for (int i = 0; i < state.evidence().size(); i++) {
            json.append(i == 0 ? "" : ",");
            evidence(json, state.evidence().get(i));
        }
        return json.append("]}").toString();
    }

    private static Tally tally(ConfigNode node, String name) throws FailureException {
        ConfigNode tally = node.object(name).orElse(ConfigNode.NONE);
        return new Tally(
                tally.longInteger("candidate", 0, 0),
                tally.longInteger("candidateUnserved", 0, 0),
                tally.longInteger("baseline", 0, 0),
                tally.longInteger("baselineUnserved", 0, 0));
    }

    private static void tally(StringBuilder json, String name, Tally tally) {
        json.append(",\"").append(name).append("\":{\"candidate\":").append(tally.candidate());
        json.append(",\"candidateUnserved\":").append(tally.candidateUnserved());
        json.append(",\"baseline\":").append(tally.baseline());
        json.append(",\"baselineUnserved\":").append(tally.baselineUnserved()).append('}');
    }

    private static void evidence(StringBuilder json, Evidence evidence) {
        json.append("{\"metric\":").append(JsonText.quote(evidence.metric()));
        json.append(",\"eValue\":").append(Math.min(evidence.eValue(), 1e12));
        json.append(",\"badCandidate\":").append(evidence.badCandidate());
        json.append(",\"badBaseline\":").append(evidence.badBaseline());
        json.append(",\"epochs\":[");
        for (int i = 0; i < evidence.epochs().size(); i++) {
            Epoch epoch = evidence.epochs().get(i);
            json.append(i == 0 ? "" : ",")
                    .append("{\"share\":")
                    .append(epoch.share())
                    .append(",\"badCandidate\":")
                    .append(epoch.badCandidate())
                    .append(",\"badBaseline\":")
                    .append(epoch.badBaseline())
                    .append('}');
        }
        json.append("]}");
    }
}
