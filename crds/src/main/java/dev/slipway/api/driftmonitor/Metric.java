package dev.slipway.api.driftmonitor;

/** Measures of a model's performance. logLoss, brier, mae and rmse are better when they are less. */
public enum Metric {
    accuracy,
    auc,
    f1,
    precision,
    recall,
    logLoss,
    brier,
    mae,
    rmse,
    r2
}
