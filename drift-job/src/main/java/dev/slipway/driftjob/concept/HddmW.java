package dev.slipway.driftjob.concept;

/**
 * Hoeffding drift detection by weighted averages (Frias-Blanco et al. 2015): an exponentially weighted mean since the
 * best cut is above the one before it by more than McDiarmid's bound. One-sided: only a rise counts.
 */
public final class HddmW implements Detector {
    private static final double LAMBDA = 0.05;
    private static final double DRIFT = 0.001;
    private static final double WARNING = 0.005;
    /** No mean yet. */
    private static final double NONE = -1;

    private double total = NONE;
    private double totalWeight;
    private double before = NONE;
    private double beforeWeight;
    private double since = NONE;
    private double sinceWeight;
    private double cut = Double.MAX_VALUE;

    @Override
    public Signal add(double value) {
        totalWeight = total < 0 ? 1 : weight(totalWeight);
        total = total < 0 ? value : LAMBDA * value + (1.0 - LAMBDA) * total;
        double bound = Math.sqrt(totalWeight * Math.log(1.0 / DRIFT) / 2);
        if (total + bound < cut) {
            cut = total + bound;
            before = total;
            beforeWeight = totalWeight;
            since = NONE;
            sinceWeight = 0;
        } else {
            sinceWeight = since < 0 ? 1 : weight(sinceWeight);
            since = since < 0 ? value : LAMBDA * value + (1.0 - LAMBDA) * since;
        }
        if (rose(DRIFT)) {
            restore(new HddmW().state());
            return Signal.DRIFT;
        }
        return rose(WARNING) ? Signal.WARNING : Signal.NONE;
    }

    private static double weight(double weight) {
        double decay = 1.0 - LAMBDA;
        return LAMBDA * LAMBDA + decay * decay * weight;
    }

    private boolean rose(double confidence) {
        if (before < 0 || since < 0) {
            return false;
        }
        return since - before > Math.sqrt((beforeWeight + sinceWeight) * Math.log(1 / confidence) / 2);
    }

    @Override
    public double[] state() {
        return new double[] {total, totalWeight, before, beforeWeight, since, sinceWeight, cut};
    }

    @Override
    public void restore(double[] state) {
        double[] s = Detector.checked(state, 7);
        total = s[0];
        totalWeight = s[1];
        before = s[2];
        beforeWeight = s[3];
        since = s[4];
        sinceWeight = s[5];
        cut = s[6];
    }
}
