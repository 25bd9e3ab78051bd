package dev.slipway.router.config;

import dev.slipway.router.config.RuleConfig.FixedAnswer;
import dev.slipway.router.config.RuleConfig.HeaderMatch;
import dev.slipway.router.config.RuleConfig.PathMatch;
import dev.slipway.router.config.RuleConfig.Prefer;
import dev.slipway.router.config.RuleConfig.ShadowConfig;
import dev.slipway.router.config.RuleConfig.Sticky;
import dev.slipway.router.config.RuleConfig.Weighted;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads {@code rules}. Without any, all requests go to the first target. */
final class RuleReader {
    private enum PathType {
        Exact,
        PathPrefix
    }

    private RuleReader() {}

    static List<RuleConfig> read(ConfigNode root, Set<String> targets) throws FailureException {
        List<RuleConfig> rules = new ArrayList<>();
        List<ConfigNode> nodes = root.objects("rules");
        for (int i = 0; i < nodes.size(); i++) {
            RuleConfig rule = rule(nodes.get(i), targets);
            if (rule.headers().isEmpty() && rule.path().isEmpty() && i < nodes.size() - 1) {
                throw nodes.get(i).refuse("match", "present: only the last rule may match everything");
            }
            rules.add(rule);
        }
        if (rules.isEmpty()) {
            String first = root.objects("targets").getFirst().string("name");
            rules.add(new RuleConfig(
                    List.of(),
                    Optional.empty(),
                    List.of(new Weighted(first, 1)),
                    Optional.empty(),
                    Prefer.Weights,
                    List.of(),
                    Optional.empty(),
                    List.of()));
        }
        return List.copyOf(rules);
    }

    private static RuleConfig rule(ConfigNode node, Set<String> targets) throws FailureException {
        node.only("match", "split", "sticky", "policy", "fallback", "onExhausted", "shadow");
        ConfigNode match = node.object("match").orElse(ConfigNode.NONE).only("headers", "path");
        ConfigNode policy = node.object("policy").orElse(ConfigNode.NONE).only("prefer");
        List<String> fallback = node.strings("fallback");
        for (String target : fallback) {
            known(node, "fallback", target, targets);
        }
        return new RuleConfig(
                headers(match),
                path(match),
                split(node, targets),
                sticky(node),
                policy.oneOf("prefer", Prefer.Weights),
                List.copyOf(fallback),
                onExhausted(node),
                shadow(node, targets));
    }

    private static List<HeaderMatch> headers(ConfigNode match) throws FailureException {
        List<HeaderMatch> headers = new ArrayList<>();
        for (ConfigNode header : match.objects("headers")) {
            header.only("name", "value");
            headers.add(new HeaderMatch(header.string("name").toLowerCase(Locale.ROOT), header.string("value")));
        }
        return List.copyOf(headers);
    }

    private static Optional<PathMatch> path(ConfigNode match) throws FailureException {
        Optional<ConfigNode> path = match.object("path");
        if (path.isEmpty()) {
            return Optional.empty();
        }
        path.get().only("type", "value");
        String value = path.get().string("value");
        if (!value.startsWith("/")) {
            throw path.get().refuse("value", "a path that begins with /");
        }
        boolean prefix = path.get().oneOf("type", PathType.PathPrefix) == PathType.PathPrefix;
        boolean slash = prefix && value.length() > 1 && value.endsWith("/");
        return Optional.of(new PathMatch(prefix, slash ? value.substring(0, value.length() - 1) : value));
    }

    private static List<Weighted> split(ConfigNode node, Set<String> targets) throws FailureException {
        List<Weighted> split = new ArrayList<>();
        double total = 0;
        for (ConfigNode arm : node.objects("split")) {
            arm.only("target", "weight");
            known(arm, "target", arm.string("target"), targets);
            Weighted weighted = new Weighted(arm.string("target"), arm.number("weight", 1, 0, 1e6));
            total += weighted.weight();
            split.add(weighted);
        }
        if (total <= 0) {
            throw node.refuse("split", "a list of targets with a weight above 0");
        }
        return List.copyOf(split);
    }

    private static Optional<Sticky> sticky(ConfigNode node) throws FailureException {
        Optional<ConfigNode> sticky = node.object("sticky");
        if (sticky.isEmpty()) {
            return Optional.empty();
        }
        sticky.get().only("header", "bodyPointer");
        Optional<String> header = sticky.get().optionalString("header");
        Optional<String> pointer = sticky.get().optionalString("bodyPointer");
        if (header.isPresent() == pointer.isPresent()) {
            throw node.refuse("sticky", "either header or bodyPointer");
        }
        if (pointer.isPresent() && !pointer.get().startsWith("/")) {
            throw sticky.get().refuse("bodyPointer", "a JSON pointer as /entity/id");
        }
        return header.isPresent()
                ? Optional.of(new Sticky.Header(header.get().toLowerCase(Locale.ROOT)))
                : Optional.of(new Sticky.BodyPointer(pointer.orElseThrow()));
    }

    private static Optional<FixedAnswer> onExhausted(ConfigNode node) throws FailureException {
        Optional<ConfigNode> answer = node.object("onExhausted");
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        answer.get().only("status", "body", "contentType");
        return Optional.of(new FixedAnswer(
                answer.get().integer("status", 200, 200, 599),
                answer.get().optionalString("contentType").orElse("application/json"),
                answer.get().optionalString("body").orElse("")));
    }

    private static List<ShadowConfig> shadow(ConfigNode node, Set<String> targets) throws FailureException {
        List<ShadowConfig> shadows = new ArrayList<>();
        for (ConfigNode shadow : node.objects("shadow")) {
            shadow.only("target", "percent", "compare");
            known(shadow, "target", shadow.string("target"), targets);
            Optional<ConfigNode> compare = shadow.object("compare");
            double tolerance = compare.isEmpty()
                    ? -1
                    : compare.get().only("tolerance").number("tolerance", 1e-6, 0, Double.MAX_VALUE);
            shadows.add(new ShadowConfig(shadow.string("target"), shadow.number("percent", 100, 0, 100), tolerance));
        }
        return List.copyOf(shadows);
    }

    static void known(ConfigNode node, String field, String target, Set<String> targets) throws FailureException {
        if (!targets.contains(target)) {
            throw node.refuse(field, "one of the targets " + targets);
        }
    }
}
