package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.config.ServingConfig.ExplainMethod;
import java.util.List;

/**
 * What the features of each row are worth.
 *
 * @param method how it was found out
 * @param output whose score it is
 * @param columns which column of that output was the score of each row
 * @param features the names
 * @param values importance by row and feature: positive where the feature raised the score
 * @param base the score of each row without any feature, where the method gives one; else empty
 */
public record Explanation(
        ExplainMethod method,
        String output,
        List<Integer> columns,
        List<String> features,
        List<List<Double>> values,
        List<Double> base) {}
