package dev.slipway.driftjob.concept;

/** Drift detection method (Gama et al. 2004): the error rate is three deviations above its best. */
public final class Ddm implements Detector {
    private static final int WARM_UP = 30;
    private static final double WARNING = 2;
    private static final double DRIFT = 3;

    private int next = 1;
    private double rate = 1;
    private double bestRate = Double.MAX_VALUE;
    private double bestDeviation = Double.MAX_VALUE;
    private double best = Double.MAX_VALUE;
    private boolean drifted;

    @Override
    public Signal add(double error) {
        if (drifted) {
            restore(new Ddm().state());
        }
        rate += (error - rate) / next;
        double deviation = Math.sqrt(rate * (1 - rate) / next);
        next++;
        if (next < WARM_UP) {
            return Signal.NONE;
        }
        if (rate + deviation <= best) {
            bestRate = rate;
            bestDeviation = deviation;
            best = rate + deviation;
        }
        if (next > WARM_UP && rate + deviation > bestRate + DRIFT * bestDeviation) {
            drifted = true;
            return Signal.DRIFT;
        }
        return rate + deviation > bestRate + WARNING * bestDeviation ? Signal.WARNING : Signal.NONE;
    }

    @Override
    public double[] state() {
        return new double[] {next, rate, bestRate, bestDeviation, best, drifted ? 1 : 0};
    }

    @Override
    public void restore(double[] state) {
        double[] s = Detector.checked(state, 6);
        next = (int) s[0];
        rate = s[1];
        bestRate = s[2];
        bestDeviation = s[3];
        best = s[4];
        drifted = s[5] == 1;
    }
}
