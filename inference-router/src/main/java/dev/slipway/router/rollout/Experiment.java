package dev.slipway.router.rollout;

import dev.slipway.router.config.ExperimentConfig;
import dev.slipway.router.policy.rollout.Metric;
import dev.slipway.router.policy.rollout.Outcome;
import dev.slipway.router.policy.rollout.Rollout;
import dev.slipway.router.policy.rollout.RolloutState;
import dev.slipway.router.policy.split.Split;
import dev.slipway.router.policy.split.XxHash64;
import dev.slipway.router.targets.Target;
import dev.slipway.router.targets.Targets;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The rollout of the route: which of both arms a request gets, and what came of it. The share of the candidate is a part of
 * what the baseline gets by the rules; its own salt makes experiments independent of one another.
 */
public final class Experiment {
    private static final Logger LOG = Logger.getLogger(Experiment.class);

    private ExperimentConfig config;
    private Target candidate;
    private Target baseline;
    private final Rollout rollout;
    private final long salt;
    private long cutNanos;

    private Experiment(ExperimentConfig config, Targets targets, Rollout rollout) {
        this.config = config;
        this.candidate = targets.get(config.candidate());
        this.baseline = targets.get(config.baseline());
        this.rollout = rollout;
        byte[] id = config.plan().id().getBytes(StandardCharsets.UTF_8);
        this.salt = XxHash64.hash(id, 0, id.length, 0x51EC_7A11L);
    }

    /** Begins a rollout, or goes on with one: from this process, from its disk, or from the document. */
    public static Experiment of(
            ExperimentConfig config,
            Targets targets,
            @Nullable Experiment before,
            Optional<RolloutState> kept,
            long now) {
        if (before != null && before.config.plan().id().equals(config.plan().id()) && sameMetrics(before, config)) {
            before.config = config;
            before.candidate = targets.get(config.candidate());
            before.baseline = targets.get(config.baseline());
            before.rollout.adopt(config.plan(), now);
            return before;
        }
        Optional<RolloutState> state =
                kept.filter(saved -> saved.id().equals(config.plan().id())).or(config::resume);
        Rollout rollout =
                state.isPresent() ? Rollout.resume(config.plan(), state.get(), now) : new Rollout(config.plan(), now);
        return new Experiment(config, targets, rollout);
    }

    private static boolean sameMetrics(Experiment before, ExperimentConfig config) {
        return before.config.plan().metrics().equals(config.plan().metrics())
                && before.config.plan().steps().size() == config.plan().steps().size();
    }

    /** Whether the request gets the candidate. */
    public boolean draws(long hash) {
        return Split.inShare(XxHash64.mix(hash, salt), rollout.share());
    }

    /** Whether a request that is drawn now compares the arms: either of them could take it. */
    public boolean comparable(long now) {
        return (answers(candidate, now) || insists()) && answers(baseline, now);
    }

    /**
     * Whether the candidate is tried although its breaker is open. A breaker opens before the evidence is a verdict, and would
     * put it off for as long as it is open; a few more attempts decide, and fall back to the baseline.
     */
    public boolean insists() {
        return rollout.suspects() && !candidate.endpoints().isEmpty();
    }

    private static boolean answers(Target target, long now) {
        return target.heartbeat().alive() && target.hasOther(null, now);
    }

    /** An attempt at an arm ended that had been drawn for its request. */
    public void ended(boolean ofCandidate, boolean comparable, Outcome outcome, long unit, long now) {
        if (rollout.ended(ofCandidate, comparable, outcome, unit, now)) {
            cutNanos = now;
            LOG.warnf(
                    "candidate %s is cut off by %s: %s",
                    config.candidate(),
                    rollout.state(now).reason(),
                    rollout.state(now).evidence());
        }
    }

    /** Whether answers have to be looked at to be judged. */
    public boolean judgesOutput() {
        return config.plan().metrics().stream().anyMatch(metric -> metric.kind() == Metric.Kind.INVALID);
    }

    /** Whether the outcome is still open: then answers come from the arms and not from a cache. */
    public boolean open(long now) {
        return switch (rollout.state(now).phase()) {
            case Progressing, Paused, Inconclusive -> true;
            case Succeeded, RolledBack -> false;
        };
    }

    /** Time has passed. */
    public void tick(long now) {
        rollout.tick(now);
    }

    /** Where it is. */
    public RolloutState state(long now) {
        return rollout.state(now);
    }

    /** The newcomer. */
    public Target candidate() {
        return candidate;
    }

    /** What served before. */
    public Target baseline() {
        return baseline;
    }

    /** When the candidate was cut off; 0 for never. */
    public long cutNanos() {
        return cutNanos;
    }
}
