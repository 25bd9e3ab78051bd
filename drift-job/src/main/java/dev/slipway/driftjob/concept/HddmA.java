package dev.slipway.driftjob.concept;

/**
 * Hoeffding drift detection by averages (Frias-Blanco et al. 2015): the mean of all is above the mean of the best prefix
 * by more than Hoeffding's bound. A fall of the mean starts it anew without a signal.
 */
public final class HddmA implements Detector {
    private static final double DRIFT = 0.001;
    private static final double WARNING = 0.005;

    private int n;
    private double sum;
    private int nLow;
    private double sumLow;
    private int nHigh;
    private double sumHigh;

    @Override
    public Signal add(double value) {
        n++;
        sum += value;
        if (nLow == 0) {
            nLow = n;
            sumLow = sum;
        }
        if (nHigh == 0) {
            nHigh = n;
            sumHigh = sum;
        }
        double bound = bound(n);
        if (sumLow / nLow + bound(nLow) >= sum / n + bound) {
            nLow = n;
            sumLow = sum;
        }
        if (sumHigh / nHigh - bound(nHigh) <= sum / n - bound) {
            nHigh = n;
            sumHigh = sum;
        }
        Signal signal = signal();
        if (signal == Signal.DRIFT || fell()) {
            restore(new HddmA().state());
        }
        return signal;
    }

    private Signal signal() {
        if (nLow == n) {
            return Signal.NONE;
        }
        double rise = sum / n - sumLow / nLow;
        if (rise >= cut(nLow, DRIFT)) {
            return Signal.DRIFT;
        }
        return rise >= cut(nLow, WARNING) ? Signal.WARNING : Signal.NONE;
    }

    private boolean fell() {
        return nHigh != n && sumHigh / nHigh - sum / n >= cut(nHigh, DRIFT);
    }

    private static double bound(int n) {
        return Math.sqrt(1.0 / (2 * n) * Math.log(1.0 / DRIFT));
    }

    private double cut(int prefix, double confidence) {
        double m = (double) (n - prefix) / prefix * (1.0 / n);
        return Math.sqrt(m / 2 * Math.log(2.0 / confidence));
    }

    @Override
    public double[] state() {
        return new double[] {n, sum, nLow, sumLow, nHigh, sumHigh};
    }

    @Override
    public void restore(double[] state) {
        double[] s = Detector.checked(state, 6);
        n = (int) s[0];
        sum = s[1];
        nLow = (int) s[2];
        sumLow = s[3];
        nHigh = (int) s[4];
        sumHigh = s[5];
    }
}
