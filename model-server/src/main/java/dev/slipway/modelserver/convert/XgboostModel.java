package dev.slipway.modelserver.convert;

import dev.slipway.modelserver.convert.BoostedModel.Arithmetic;
import dev.slipway.workload.failure.FailureException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** XGBoost's model document (doc/model.schema of XGBoost 1.0 to 3.2). */
final class XgboostModel {
    private static final int MAX_FEATURES = 1 << 24;
    private static final int MAX_GROUPS = 1 << 16;

    private final Section learner;
    private final int features;
    private final int groups;

    private XgboostModel(Section learner) throws FailureException {
        this.learner = learner;
        Section parameters = learner.section("learner_model_param");
        this.features = parameters.count("num_feature", MAX_FEATURES);
        int classes = parameters.count("num_class", MAX_GROUPS);
        int targets = parameters.has("num_target") ? parameters.count("num_target", MAX_GROUPS) : 1;
        this.groups = Math.max(1, classes > 1 ? classes : targets);
    }

    static BoostedModel read(Value document) throws FailureException {
        return new XgboostModel(new Section("", document).section("learner")).model();
    }

    private BoostedModel model() throws FailureException {
        String objective = learner.section("objective").text("name");
        Link link = XgboostObjective.link(objective);
        BoostedModel.Body body = body(learner.section("gradient_booster"));
        List<Double> base = base(objective);
        // gblinear adds the first group's base to every group (XGBoost 3.2, src/gbm/gblinear.cc).
        return new BoostedModel(
                features,
                columns(),
                groups,
                body,
                body instanceof BoostedModel.Linear ? Collections.nCopies(groups, base.getFirst()) : base,
                1,
                Arithmetic.FLOAT_LESS,
                new BitSet(),
                link);
    }

    private List<String> columns() throws FailureException {
        List<String> names = learner.texts("feature_names");
        if (!names.isEmpty() && names.size() != features) {
            throw learner.wrong("feature_names", "names %d of %d features".formatted(names.size(), features));
        }
        return names;
    }

    private BoostedModel.Body body(Section booster) throws FailureException {
        String name = booster.text("name");
        return switch (name) {
            case "gbtree" -> trees(booster.section("model"), Optional.empty());
            case "dart" -> trees(booster.section("gbtree").section("model"), Optional.of(booster));
            case "gblinear" -> linear(booster.section("model"));
            default -> throw booster.wrong("name", "is '" + name + "', not gbtree, dart or gblinear");
        };
    }

    private BoostedModel.Body linear(Section model) throws FailureException {
        double[] weights = model.numbers("weights");
        if (weights.length != (features + 1L) * groups) {
            throw model.wrong(
                    "weights",
                    "has %d entries where %d are needed".formatted(weights.length, (features + 1L) * groups));
        }
        return new BoostedModel.Linear(weights);
    }

    private BoostedModel.Body trees(Section model, Optional<Section> dart) throws FailureException {
        List<Section> sections = model.sections("trees");
        int[] group = model.integers("tree_info", sections.size());
        double[] weights = new double[sections.size()];
        java.util.Arrays.fill(weights, 1);
        if (dart.isPresent()) {
            weights = dart.get().numbers("weight_drop", weights.length);
        }
        List<Tree> trees = new ArrayList<>();
        int used = treesOfBestIteration(model, sections.size());
        for (int i = 0; i < used; i++) {
            if (group[i] < 0 || group[i] >= groups) {
                throw model.wrong("tree_info", "has a group %d of %d".formatted(group[i], groups));
            }
            trees.addAll(new XgboostTree(sections.get(i), features, groups).read(group[i], (float) weights[i]));
        }
        return new BoostedModel.Trees(trees);
    }

    /** Early stopping leaves {@code best_iteration} in the attributes; XGBModel.predict uses the rounds up to it. */
    private int treesOfBestIteration(Section model, int all) throws FailureException {
        Optional<Section> attributes = learner.optionalSection("attributes");
        if (attributes.isEmpty() || !attributes.get().has("best_iteration")) {
            return all;
        }
        long rounds = attributes.get().count("best_iteration", Integer.MAX_VALUE) + 1L;
        if (model.has("iteration_indptr")) {
            int[] first = model.integers("iteration_indptr");
            int end = rounds < first.length ? first[(int) rounds] : all;
            if (end < 0 || end > all) {
                throw model.wrong("iteration_indptr", "has an entry %d of %d trees".formatted(end, all));
            }
            return end;
        }
        Section parameters = model.section("gbtree_model_param");
        long perRound = (long) groups
                * (parameters.has("num_parallel_tree") ? Math.max(1, parameters.count("num_parallel_tree", all)) : 1);
        return (int) Math.min(all, rounds * perRound);
    }

    /** One number, or from XGBoost 3.1 on a list of one or of one per group. */
    private List<Double> base(String objective) throws FailureException {
        Section parameters = learner.section("learner_model_param");
        String text = parameters.text("base_score").strip();
        String[] parts = text.startsWith("[") && text.endsWith("]")
                ? text.substring(1, text.length() - 1).split(",", -1)
                : new String[] {text};
        if (parts.length != 1 && parts.length != groups) {
            throw parameters.wrong("base_score", "has %d entries for %d groups".formatted(parts.length, groups));
        }
        List<Double> base = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            double score = parameters.parse("base_score", parts[parts.length == 1 ? 0 : group]);
            base.add(XgboostObjective.margin(objective, score));
        }
        return base;
    }
}
