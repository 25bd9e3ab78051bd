package dev.slipway.driftjob.concept;

/** Measures of a model's performance, by the names of the API. */
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
    r2;

    /** Whether less is better. */
    public boolean loss() {
        return this == logLoss || this == brier || this == mae || this == rmse;
    }

    /** Whether it can be estimated from calibrated scores without labels. */
    public boolean estimable() {
        return this == accuracy || this == auc || this == f1 || this == precision || this == recall;
    }

    /** Whether it is about numbers, not classes. */
    public boolean ofNumbers() {
        return this == mae || this == rmse || this == r2;
    }

    /** How much worse the value is than the other; negative where it is better. */
    public double loss(double value, double other) {
        return loss() ? value - other : other - value;
    }
}
