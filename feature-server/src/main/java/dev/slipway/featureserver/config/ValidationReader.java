package dev.slipway.featureserver.config;

import dev.slipway.featureserver.config.ViewConfig.Feature;
import dev.slipway.featureserver.config.ViewConfig.OnFailure;
import dev.slipway.featureserver.config.ViewConfig.Rule;
import dev.slipway.featureserver.config.ViewConfig.Validation;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a view's {@code validation}. */
final class ValidationReader {
    private ValidationReader() {}

    static Validation read(ConfigNode view, List<Feature> features) throws FailureException {
        Optional<ConfigNode> node = view.object("validation");
        if (node.isEmpty()) {
            return Validation.NONE;
        }
        node.get().only("onFailure", "quarantineTable", "rules");
        List<Rule> rules = new ArrayList<>();
        for (ConfigNode rule : node.get().objects("rules")) {
            rules.add(rule(rule, features));
        }
        String table = node.get().optionalString("quarantineTable").orElse("slipway_quarantine");
        return new Validation(
                node.get().oneOf("onFailure", OnFailure.Block), Identifiers.qualified(table), List.copyOf(rules));
    }

    private static Rule rule(ConfigNode node, List<Feature> features) throws FailureException {
        node.only("name", "feature", "maxNullFraction", "min", "max", "minRows", "maxEventAge");
        String name = node.string("name");
        if (name.equals("unique")) {
            return new Rule.Unique(name);
        }
        if (node.has("minRows")) {
            return new Rule.Volume(name, node.integer("minRows", 0, 0, Integer.MAX_VALUE));
        }
        if (node.has("maxEventAge")) {
            return new Rule.Fresh(name, node.duration("maxEventAge", Duration.ZERO));
        }
        String feature = node.string("feature");
        if (features.stream().noneMatch(known -> known.name().equals(feature))) {
            throw node.refuse("feature", "a feature of the view");
        }
        if (node.has("maxNullFraction")) {
            return new Rule.NullFraction(
                    name, feature, node.optionalNumber("maxNullFraction").orElseThrow());
        }
        if (node.has("min") || node.has("max")) {
            return new Rule.Range(name, feature, node.optionalNumber("min"), node.optionalNumber("max"));
        }
        throw node.refuse("min", "there, or one of max, maxNullFraction, minRows and maxEventAge");
    }
}
