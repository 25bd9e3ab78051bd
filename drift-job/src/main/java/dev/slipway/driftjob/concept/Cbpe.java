package dev.slipway.driftjob.concept;

/**
 * Performance of a binary classifier estimated without labels (CBPE of NannyML): a calibrated score c is a 1 with chance
 * c, so expected counts of the confusion matrix are sums. Holds under covariate shift; blind to concept drift.
 *
 * @param truePositives expected, and so on
 */
public record Cbpe(
        double truePositives, double falsePositives, double falseNegatives, double trueNegatives, double auc) {
    /**
     * @param scores as the model gives them, for the order and the threshold
     * @param calibrated the same, calibrated, from 0 to 1
     */
    public static Cbpe estimate(double[] scores, double[] calibrated, double threshold) {
        double tp = 0;
        double fp = 0;
        double fn = 0;
        double tn = 0;
        for (int i = 0; i < scores.length; i++) {
            double c = Math.clamp(calibrated[i], 0.0, 1.0);
            if (scores[i] >= threshold) {
                tp += c;
                fp += 1 - c;
            } else {
                fn += c;
                tn += 1 - c;
            }
        }
        return new Cbpe(tp, fp, fn, tn, Performance.Roc.area(scores, calibrated));
    }

    /** The estimate of a metric; NaN of one that cannot be estimated. */
    public double of(Metric metric) {
        return switch (metric) {
            case accuracy -> accuracy();
            case auc -> auc;
            case f1 -> f1();
            case precision -> precision();
            case recall -> recall();
            default -> Double.NaN;
        };
    }

    public double accuracy() {
        return (truePositives + trueNegatives) / (truePositives + falsePositives + falseNegatives + trueNegatives);
    }

    public double precision() {
        return truePositives / (truePositives + falsePositives);
    }

    public double recall() {
        return truePositives / (truePositives + falseNegatives);
    }

    public double f1() {
        return 2 * truePositives / (2 * truePositives + falsePositives + falseNegatives);
    }
}
