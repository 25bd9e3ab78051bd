package dev.slipway.router.proxy;

import dev.slipway.router.config.ConfigReader;
import dev.slipway.router.config.ResilienceConfig;
import dev.slipway.router.config.RouterConfig;
import dev.slipway.router.net.LoopContext;
import dev.slipway.router.net.Timers;
import dev.slipway.router.net.Transport;
import dev.slipway.router.policy.budget.Hedging;
import dev.slipway.router.policy.budget.RetryBudget;
import dev.slipway.router.policy.limit.Priorities;
import dev.slipway.router.policy.split.XxHash64;
import dev.slipway.router.targets.Prepared;
import dev.slipway.router.targets.Targets;
import dev.slipway.router.wire.Head;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The route in force and everything that outlives a change of its document. For the thread of the loop. */
public final class Route {
    private final LoopContext context;
    private final SplittableRandom random;
    private final Targets targets;
    private final Decisions decisions = new Decisions();
    private final RouteMetrics metrics = new RouteMetrics();
    private RouterConfig config;
    private String hash;
    private List<Rule> rules = List.of();
    private RetryBudget budget;
    private @Nullable Hedging hedging;
    private Priorities priorities = Priorities.NONE;
    private long salt;

    /** The first document is taken over by {@link #adopt}. */
    public Route(Transport transport, LoopContext context, SplittableRandom random, ConfigReader first) {
        this.context = context;
        this.random = random;
        this.config = first.config();
        this.hash = first.hash();
        this.targets = new Targets(transport, context, random, config.resilience());
        this.budget = budget(config.resilience(), System.nanoTime());
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

    RetryBudget budget() {
        return budget;
    }

    @Nullable
    Hedging hedging() {
        return hedging;
    }

    Priorities priorities() {
        return priorities;
    }

    int maxAttempts() {
        return config.resilience().maxAttempts();
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
