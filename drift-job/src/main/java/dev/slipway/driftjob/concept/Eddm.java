package dev.slipway.driftjob.concept;

/** Early drift detection method (Baena-Garcia et al. 2006): errors come closer together than at their best. */
public final class Eddm implements Detector {
    private static final int WARM_UP = 30;
    private static final double WARNING = 0.95;
    private static final double DRIFT = 0.9;

    private int next = 1;
    private int errors;
    private int lastError;
    private double meanGap;
    private double squares;
    private double widest;
    private boolean warning;
    private boolean drifted;

    @Override
    public Signal add(double error) {
        if (drifted) {
            boolean warned = warning;
            restore(new Eddm().state());
            warning = warned;
        }
        next++;
        if (error == 1.0) {
            addError();
        }
        if (drifted) {
            return Signal.DRIFT;
        }
        return warning ? Signal.WARNING : Signal.NONE;
    }

    private void addError() {
        warning = false;
        errors++;
        int gap = next - 1 - lastError;
        lastError = next - 1;
        double before = meanGap;
        meanGap += (gap - meanGap) / errors;
        squares += (gap - meanGap) * (gap - before);
        double width = meanGap + 2 * Math.sqrt(squares / errors);
        if (width > widest) {
            if (next > WARM_UP) {
                widest = width;
            }
            return;
        }
        if (next > WARM_UP && errors > WARM_UP) {
            drifted = width / widest < DRIFT;
            warning = !drifted && width / widest < WARNING;
        }
    }

    @Override
    public double[] state() {
        return new double[] {next, errors, lastError, meanGap, squares, widest, warning ? 1 : 0, drifted ? 1 : 0};
    }

    @Override
    public void restore(double[] state) {
        double[] s = Detector.checked(state, 8);
        next = (int) s[0];
        errors = (int) s[1];
        lastError = (int) s[2];
        meanGap = s[3];
        squares = s[4];
        widest = s[5];
        warning = s[6] == 1;
        drifted = s[7] == 1;
    }
}
