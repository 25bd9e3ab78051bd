package dev.slipway.router.proxy;

import dev.slipway.router.audit.AuditLog;
import dev.slipway.router.auth.Nonces;
import dev.slipway.router.auth.Signatures;
import dev.slipway.router.cache.AnswerCache;
import dev.slipway.router.cache.Flights;
import dev.slipway.router.config.ConfigReader;
import dev.slipway.router.config.ResilienceConfig;
import dev.slipway.router.config.RouterConfig;
import dev.slipway.router.config.RouterConfig.CacheConfig;
import dev.slipway.router.net.LoopContext;
import dev.slipway.router.net.Timers;
import dev.slipway.router.net.Transport;
import dev.slipway.router.policy.budget.Hedging;
import dev.slipway.router.policy.budget.RetryBudget;
import dev.slipway.router.policy.limit.Priorities;
import dev.slipway.router.policy.rollout.RolloutState;
import dev.slipway.router.policy.split.XxHash64;
import dev.slipway.router.rollout.Experiment;
import dev.slipway.router.targets.AuthFiles;
import dev.slipway.router.targets.Prepared;
import dev.slipway.router.targets.Targets;
import dev.slipway.router.wire.Head;
import dev.slipway.workload.metrics.ThroughputWindow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The route in force and everything that outlives a change of its document. For the thread of the loop. */
public final class Route {
    private static final long SAMPLE_NANOS = 1_000_000_000L;

    private final LoopContext context;
    private final SplittableRandom random;
    private final @Nullable AuditLog audit;
    private final Targets targets;
    private final Decisions decisions = new Decisions();
    private final RouteMetrics metrics = new RouteMetrics();
    private final ThroughputWindow demand = new ThroughputWindow();
    private long nextSample = Long.MIN_VALUE;
    private RouterConfig config;
    private String hash;
    private List<Rule> rules = List.of();
    private RetryBudget budget;
    private @Nullable Hedging hedging;
    private Priorities priorities = Priorities.NONE;
    private long salt;
    private Gate gate;
    private @Nullable Experiment experiment;
    private @Nullable Caching caching;
    private @Nullable AnswerCache answers;
    private @Nullable Enriching enriching;
    private Effort effort;
    private Effort shadowEffort;
    private Effort featureEffort;
    private final Flights<Inquiry> flights = new Flights<>();
    private final Shadows shadows = new Shadows();
    private final Nonces nonces = Signatures.nonces();
    private Optional<RolloutState> kept = Optional.empty();

    /** The first document is taken over by {@link #adopt}. */
    public Route(
            Transport transport,
            LoopContext context,
            SplittableRandom random,
            ConfigReader first,
            @Nullable AuditLog audit) {
        this.context = context;
        this.audit = audit;
        this.random = random;
        this.config = first.config();
        this.hash = first.hash();
        this.targets = new Targets(transport, context, random, config.resilience());
        long now = System.nanoTime();
        this.budget = budget(config.resilience(), now);
        this.gate = new Gate(config, AuthFiles.none(), nonces);
        this.effort = new Effort(budget, null, config.resilience().maxAttempts(), priorities);
        this.shadowEffort = Effort.single(now);
        this.featureEffort = new Effort(new RetryBudget(0.2, 10, now), null, 2, Priorities.NONE);
    }

    /** What was known of the rollout before the process was started; before the first document is taken over. */
    public void remember(Optional<RolloutState> state) {
        kept = state;
    }

    /** Another document is in force from the next request on. */
    public void adopt(ConfigReader next, Prepared prepared) {
        long now = System.nanoTime();
        targets.adopt(next.config(), prepared, now);
        ResilienceConfig resilience = next.config().resilience();
        if (!resilience.equals(config.resilience())) {
            budget = budget(resilience, now);
        }
        if (hedging == null || !resilience.equals(config.resilience())) {
            hedging = resilience
                    .hedge()
                    .map(hedge -> new Hedging(hedge.percentile(), hedge.maxPercent(), now))
                    .orElse(null);
        }
        config = next.config();
        hash = next.hash();
        priorities = new Priorities(config.limits().priorities().size());
        byte[] uid = config.uid().getBytes(StandardCharsets.UTF_8);
        salt = XxHash64.hash(uid, 0, uid.length, 0);
        List<Rule> made = new ArrayList<>();
        for (int i = 0; i < config.rules().size(); i++) {
            made.add(new Rule(i, config.rules().get(i), targets, random));
        }
        rules = List.copyOf(made);
        effort = new Effort(budget, hedging, resilience.maxAttempts(), priorities);
        gate = new Gate(config, prepared.auth(), nonces);
        enriching = config.enrich().isEmpty() ? null : new Enriching(this, config);
        experiment = config.experiment()
                .map(plan -> Experiment.of(plan, targets, experiment, kept, now))
                .orElse(null);
        adoptCache();
    }

    /** Answers of another generation have other keys; a cache of another size begins empty. */
    private void adoptCache() {
        CacheConfig wanted = config.cache().orElse(null);
        if (wanted == null) {
            caching = null;
            answers = null;
            return;
        }
        AnswerCache known = answers;
        if (known == null || known.maxBytes() != wanted.maxBytes()) {
            known = new AnswerCache(wanted.maxBytes());
            answers = known;
        }
        caching = new Caching(config, wanted, known, random);
    }

    /** Time has passed. */
    public void tick() {
        long now = System.nanoTime();
        Experiment running = experiment;
        if (running != null) {
            running.tick(now);
        }
        if (now >= nextSample) {
            nextSample = now + SAMPLE_NANOS;
            demand.add(offered(now));
        }
    }

    /**
     * What autoscalers go by: requests that were offered, not those that were answered, since the latter stop to grow when
     * there are too few routers; and how long they waited for places at targets.
     */
    public ThroughputWindow.Rates demand() {
        return demand.until(offered(System.nanoTime()));
    }

    private ThroughputWindow.Sample offered(long now) {
        long waited = targets.all().stream()
                .mapToLong(target -> target.line().waitedNanos())
                .sum();
        return new ThroughputWindow.Sample(now, metrics.offered(), waited);
    }

    private static RetryBudget budget(ResilienceConfig resilience, long now) {
        return new RetryBudget(resilience.budgetRatio(), resilience.budgetMinPerSecond(), now);
    }

    /** The first rule that matches; null for none. */
    @Nullable
    Rule rule(Head head) {
        for (Rule rule : rules) {
            if (rule.matches(head)) {
                return rule;
            }
        }
        return null;
    }

    /** The document in force. */
    public RouterConfig config() {
        return config;
    }

    /** Its hash. */
    public String hash() {
        return hash;
    }

    /** All targets. */
    public Targets targets() {
        return targets;
    }

    /** What was decided. */
    public Decisions decisions() {
        return decisions;
    }

    /** What was done. */
    public RouteMetrics metrics() {
        return metrics;
    }

    Gate gate() {
        return gate;
    }

    /** The rollout; null for none. */
    public @Nullable Experiment experiment() {
        return experiment;
    }

    @Nullable
    Caching caching() {
        return caching;
    }

    /** The kept answers; null where nothing is kept. */
    public @Nullable AnswerCache answers() {
        return answers;
    }

    /** Requests that had others ask for them. */
    public long coalesced() {
        return flights.coalesced();
    }

    /** Who waits for whose question. */
    Flights<Inquiry> flights() {
        return flights;
    }

    @Nullable
    Enriching enriching() {
        return enriching;
    }

    Effort effort() {
        return effort;
    }

    Effort shadowEffort() {
        return shadowEffort;
    }

    Effort featureEffort() {
        return featureEffort;
    }

    /** Where requests are recorded; null for nowhere. */
    @Nullable
    AuditLog audit() {
        return audit;
    }

    /** The model that a question is for that names none. */
    String usualModel() {
        return config.targets().getFirst().model().orElse("");
    }

    /** What copies have shown. */
    public Shadows shadows() {
        return shadows;
    }

    Priorities priorities() {
        return priorities;
    }

    SplittableRandom random() {
        return random;
    }

    Timers timers() {
        return context.timers();
    }

    long salt() {
        return salt;
    }
}
