package dev.slipway.router.proxy;

import dev.slipway.router.config.RuleConfig;
import dev.slipway.router.config.RuleConfig.HeaderMatch;
import dev.slipway.router.config.RuleConfig.PathMatch;
import dev.slipway.router.config.RuleConfig.Prefer;
import dev.slipway.router.config.RuleConfig.Weighted;
import dev.slipway.router.policy.choice.TargetChoice;
import dev.slipway.router.policy.choice.TargetOutlook;
import dev.slipway.router.policy.split.Split;
import dev.slipway.router.policy.split.XxHash64;
import dev.slipway.router.targets.Target;
import dev.slipway.router.targets.Targets;
import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.HeadWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One rule, ready to be applied. */
final class Rule {
    private final int index;
    private final RuleConfig config;
    private final byte[][] names;
    private final byte[][] values;
    private final byte[] path;
    private final boolean prefix;
    private final Split split;
    private final Target[] arms;
    private final List<Target> fallback;
    private final Target[] candidates;
    private final @Nullable TargetChoice choice;

    Rule(int index, RuleConfig config, Targets targets, RandomGenerator random) {
        this.index = index;
        this.config = config;
        this.names = new byte[config.headers().size()][];
        this.values = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            HeaderMatch header = config.headers().get(i);
            names[i] = HeadWriter.ascii(header.name());
            values[i] = HeadWriter.ascii(header.value());
        }
        this.path = HeadWriter.ascii(config.path().map(PathMatch::value).orElse("/"));
        this.prefix = config.path().map(PathMatch::prefix).orElse(true);
        this.arms =
                config.split().stream().map(arm -> targets.get(arm.target())).toArray(Target[]::new);
        this.split = Split.of(
                config.split().stream().mapToDouble(Weighted::weight).toArray(),
                config.split().stream().mapToLong(arm -> salt(arm.target())).toArray());
        this.fallback = config.fallback().stream().map(targets::get).toList();
        Set<Target> all = new LinkedHashSet<>(List.of(arms));
        all.addAll(fallback);
        this.candidates = all.toArray(Target[]::new);
        this.choice = switch (config.prefer()) {
            case Weights -> null;
            case Latency -> new TargetChoice(TargetChoice.Preference.LATENCY, random);
            case Cost -> new TargetChoice(TargetChoice.Preference.COST, random);
        };
    }

    private static long salt(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return XxHash64.hash(bytes, 0, bytes.length, 0);
    }

    boolean matches(Head head) {
        if (!pathMatches(head)) {
            return false;
        }
        for (int i = 0; i < names.length; i++) {
            int at = head.find(names[i]);
            if (at < 0 || !head.valueIs(at, values[i])) {
                return false;
            }
        }
        return true;
    }

    private boolean pathMatches(Head head) {
        if (prefix && path.length == 1) {
            return true;
        }
        byte[] bytes = head.bytes();
        int start = head.targetStart();
        int length = head.pathEnd() - start;
        if (length < path.length || (!prefix && length != path.length)) {
            return false;
        }
        for (int i = 0; i < path.length; i++) {
            if (bytes[start + i] != path[i]) {
                return false;
            }
        }
        return length == path.length || bytes[start + path.length] == '/' || bytes[start + path.length] == ':';
    }

    /** The targets to try, in order. {@code hash} is of the unit, or random. */
    void chain(long hash, long remainingNanos, long now, Chain into) {
        if (choice == null) {
            into.add(arms[split.arm(hash)], Decision.WEIGHT);
        } else {
            choose(remainingNanos, now, into);
        }
        // The share of a target that is down goes to its siblings, then to the fallbacks.
        for (int i = 0; i < arms.length; i++) {
            if (config.split().get(i).weight() > 0) {
                into.add(arms[i], Decision.FALLBACK);
            }
        }
        for (Target target : fallback) {
            into.add(target, Decision.FALLBACK);
        }
    }

    private void choose(long remainingNanos, long now, Chain into) {
        TargetOutlook[] outlooks = new TargetOutlook[candidates.length];
        for (int i = 0; i < candidates.length; i++) {
            outlooks[i] = candidates[i].outlook(now);
        }
        int chosen = choice == null ? -1 : choice.choose(outlooks, remainingNanos, now);
        if (chosen >= 0) {
            into.add(candidates[chosen], Decision.CHOICE);
        }
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < candidates.length; i++) {
            others.add(i);
        }
        others.sort((a, b) -> Double.compare(outlooks[a].predictedNanos(), outlooks[b].predictedNanos()));
        for (int i : others) {
            into.add(candidates[i], Decision.FALLBACK);
        }
    }

    /** Whether the unit stands in the body. */
    boolean needsBody() {
        return config.sticky()
                .filter(RuleConfig.Sticky.BodyPointer.class::isInstance)
                .isPresent();
    }

    boolean isAnyArm(Target target) {
        for (Target arm : arms) {
            if (arm == target) {
                return true;
            }
        }
        return false;
    }

    int index() {
        return index;
    }

    RuleConfig config() {
        return config;
    }

    Prefer prefer() {
        return config.prefer();
    }
}
