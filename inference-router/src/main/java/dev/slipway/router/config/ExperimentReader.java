package dev.slipway.router.config;

import dev.slipway.router.policy.rollout.RolloutPlan;
import dev.slipway.router.policy.rollout.RolloutPlan.Control;
import dev.slipway.router.policy.rollout.RolloutPlan.OnInconclusive;
import dev.slipway.router.policy.rollout.RolloutPlan.Signal;
import dev.slipway.router.policy.rollout.Step;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code rollout}. */
final class ExperimentReader {
    private static final int MIN_REQUESTS = 20;

    private ExperimentReader() {}

    static Optional<ExperimentConfig> read(ConfigNode root, Set<String> targets) throws FailureException {
        Optional<ConfigNode> found = root.object("rollout");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ConfigNode node = found.get()
                .only(
                        "id",
                        "candidate",
                        "baseline",
                        "steps",
                        "analysis",
                        "automatic",
                        "progressDeadline",
                        "warmUp",
                        "uniquePer",
                        "signals",
                        "routers",
                        "control",
                        "resume");
        String candidate = node.string("candidate");
        String baseline = node.string("baseline");
        RuleReader.known(node, "candidate", candidate, targets);
        RuleReader.known(node, "baseline", baseline, targets);
        if (candidate.equals(baseline)) {
            throw node.refuse("candidate", "another target than the baseline");
        }
        ConfigNode analysis =
                node.object("analysis").orElse(ConfigNode.NONE).only("alpha", "metrics", "onInconclusive");
        List<Step> steps = steps(node);
        RolloutPlan plan = new RolloutPlan(
                node.optionalString("id").orElse(candidate),
                steps,
                MetricReader.read(analysis),
                analysis.number("alpha", 0.01, 1e-6, 0.5),
                node.integer("routers", 1, 1, 1000),
                node.bool("automatic", true),
                analysis.oneOf("onInconclusive", OnInconclusive.Hold),
                ConfigReader.nanos(node, "progressDeadline", Duration.ofHours(24)),
                ConfigReader.nanos(node, "warmUp", Duration.ofSeconds(30)),
                ConfigReader.nanos(node, "uniquePer", Duration.ofSeconds(60)),
                signals(node),
                control(node, steps.size()));
        return Optional.of(new ExperimentConfig(
                candidate,
                baseline,
                plan,
                node.has("resume")
                        ? Optional.of(RolloutStates.read(node.object("resume").orElseThrow()))
                        : Optional.empty()));
    }

    private static List<Step> steps(ConfigNode node) throws FailureException {
        List<Step> steps = new ArrayList<>();
        double last = 0;
        for (ConfigNode step : node.objects("steps")) {
            step.only("weight", "hold", "minRequests", "pause");
            if (step.bool("pause", false)) {
                steps.add(new Step.Pause());
                continue;
            }
            double weight = step.number("weight", -1, 0, 100);
            if (!step.has("weight") || weight < last) {
                throw step.refuse("weight", "a percentage that is not less than that of the step before");
            }
            last = weight;
            steps.add(new Step.Weight(
                    weight,
                    ConfigReader.nanos(step, "hold", Duration.ZERO),
                    step.longInteger("minRequests", MIN_REQUESTS, 0)));
        }
        if (steps.isEmpty()) {
            throw node.refuse("steps", "a list of at least one step");
        }
        return List.copyOf(steps);
    }

    private static Map<String, Signal> signals(ConfigNode node) throws FailureException {
        Map<String, Signal> signals = new LinkedHashMap<>();
        for (ConfigNode signal : node.objects("signals")) {
            signal.only("name", "verdict");
            signals.put(signal.string("name"), signal.oneOf("verdict", Signal.Inconclusive));
        }
        return Map.copyOf(signals);
    }

    private static Control control(ConfigNode node, int steps) throws FailureException {
        Optional<ConfigNode> found = node.object("control");
        if (found.isEmpty()) {
            return Control.SELF;
        }
        ConfigNode control = found.get().only("step", "approved", "rolledBack");
        return new Control(
                control.integer("step", -1, -1, steps - 1),
                control.integer("approved", 0, 0, 1000),
                control.optionalString("rolledBack").orElse(""));
    }
}
