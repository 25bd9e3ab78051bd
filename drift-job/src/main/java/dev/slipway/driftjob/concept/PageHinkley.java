package dev.slipway.driftjob.concept;

/** Page-Hinkley test: the sum of deviations from the running mean, slowly forgetting, exceeds a bound. */
public final class PageHinkley implements Detector {
    private static final int WARM_UP = 30;
    private static final double DELTA = 0.005;
    private static final double LAMBDA = 50;
    private static final double ALPHA = 1 - 0.0001;

    private int next = 1;
    private double mean;
    private double sum;
    private boolean drifted;

    @Override
    public Signal add(double value) {
        if (drifted) {
            restore(new PageHinkley().state());
        }
        mean += (value - mean) / next;
        sum = ALPHA * sum + (value - mean - DELTA);
        next++;
        drifted = next >= WARM_UP && sum > LAMBDA;
        return drifted ? Signal.DRIFT : Signal.NONE;
    }

    @Override
    public double[] state() {
        return new double[] {next, mean, sum, drifted ? 1 : 0};
    }

    @Override
    public void restore(double[] state) {
        double[] s = Detector.checked(state, 4);
        next = (int) s[0];
        mean = s[1];
        sum = s[2];
        drifted = s[3] == 1;
    }
}
