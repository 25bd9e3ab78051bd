package dev.slipway.modelserver.convert;

import dev.slipway.modelserver.convert.BoostedModel.Arithmetic;
import dev.slipway.modelserver.convert.LightGbmText.Block;
import dev.slipway.workload.failure.FailureException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** LightGBM's text format, versions v3 and v4 (src/boosting/gbdt_model_text.cpp). */
final class LightGbmModel {
    private static final int MAX_FEATURES = 1 << 24;
    private static final int MAX_GROUPS = 1 << 16;

    private LightGbmModel() {}

    static BoostedModel read(byte[] file) throws FailureException {
        LightGbmText text = new LightGbmText(file);
        Block header = text.header();
        int features = header.count("max_feature_idx", 0, MAX_FEATURES - 1) + 1;
        int groups = header.count("num_tree_per_iteration", 1, MAX_GROUPS);
        Link link = LightGbmObjective.link(header.has("objective") ? header.text("objective") : "");
        LightGbmMissing missing = new LightGbmMissing(features);
        List<Tree> trees = new ArrayList<>();
        for (Optional<Block> tree = text.nextTree(); tree.isPresent(); tree = text.nextTree()) {
            trees.add(new LightGbmTree(tree.get(), features, missing).read(trees.size() % groups));
        }
        if (trees.size() % groups != 0) {
            throw Malformed.damaged(
                    "The LightGBM model", "has %d trees, no multiple of %d".formatted(trees.size(), groups));
        }
        boolean average = header.has("average_output");
        return new BoostedModel(
                features,
                columns(header, features),
                groups,
                new BoostedModel.Trees(trees),
                Collections.nCopies(groups, 0.0),
                average ? Math.max(1, trees.size() / groups) : 1,
                Arithmetic.DOUBLE_LESS_OR_EQUAL,
                missing.zeroIsMissing(),
                link);
    }

    private static List<String> columns(Block header, int features) throws FailureException {
        List<String> names = List.of(header.text("feature_names").split(" "));
        if (names.size() != features) {
            throw Malformed.damaged("The LightGBM model", "names %d of %d features".formatted(names.size(), features));
        }
        return names;
    }
}
