package dev.slipway.modelserver.convert;

import dev.slipway.workload.failure.FailureException;

/**
 * From an XGBoost or LightGBM file to ONNX. The result has one input {@code input} (FP32 {@code [-1, features]} for
 * XGBoost, FP64 for LightGBM: each library's own arithmetic) and one output {@code predict} with what the Python
 * library's {@code predict} returns: {@code [-1]}, or {@code [-1, groups]} for several classes or targets.
 */
public final class ModelConversion {
    /** The name of the input. */
    public static final String INPUT = "input";

    /** The name of the output. */
    public static final String OUTPUT = "predict";

    private ModelConversion() {}

    /**
     * Converts a whole file.
     *
     * @throws FailureException {@code ModelLoadFailed}, with what is wrong and where
     */
    public static ConvertedModel convert(ModelFormat format, byte[] file) throws FailureException {
        BoostedModel model = read(format, file);
        return new ConvertedModel(ModelGraph.of(model), model.columns());
    }

    static BoostedModel read(ModelFormat format, byte[] file) throws FailureException {
        return switch (format) {
            case XGBOOST_JSON -> XgboostModel.read(JsonDocument.parse(file));
            case XGBOOST_UBJ -> XgboostModel.read(UbjDocument.parse(file));
            case LIGHTGBM_TEXT -> LightGbmModel.read(file);
        };
    }
}
