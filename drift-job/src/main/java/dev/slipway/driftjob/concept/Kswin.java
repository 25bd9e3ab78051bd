package dev.slipway.driftjob.concept;

import dev.slipway.driftjob.statistics.KolmogorovSmirnov;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Kolmogorov-Smirnov windowing (Raab et al. 2020): the last {@value #RECENT} values against as many drawn from the older
 * ones of a window of {@value #WINDOW}. The draw of a step depends on its number only, so a run is repeatable. Behaves as River
 * 0.26, given these draws: after drift the whole window is forgotten. The paper keeps the recent values, but at that moment most
 * of them may still be of before the change.
 */
public final class Kswin implements Detector {
    static final int WINDOW = 100;
    static final int RECENT = 30;
    private static final double ALPHA = 0.005;
    private static final double LEAST_DISTANCE = 0.1;

    private final double[] window = new double[WINDOW];
    private int size;
    private long time;

    @Override
    public Signal add(double value) {
        time++;
        if (size == WINDOW) {
            System.arraycopy(window, 1, window, 0, WINDOW - 1);
            size--;
        }
        window[size++] = value;
        if (size < WINDOW || !differ()) {
            return Signal.NONE;
        }
        size = 0;
        return Signal.DRIFT;
    }

    private boolean differ() {
        double[] older = Arrays.copyOf(window, WINDOW - RECENT);
        SplittableRandom random = new SplittableRandom(time);
        for (int i = 0; i < RECENT; i++) {
            int j = i + random.nextInt(older.length - i);
            double swap = older[i];
            older[i] = older[j];
            older[j] = swap;
        }
        double[] drawn = Arrays.copyOf(older, RECENT);
        double[] recent = Arrays.copyOfRange(window, WINDOW - RECENT, WINDOW);
        Arrays.sort(drawn);
        Arrays.sort(recent);
        KolmogorovSmirnov.Result result = KolmogorovSmirnov.test(drawn, recent);
        return result.pValue() <= ALPHA && result.statistic() > LEAST_DISTANCE;
    }

    @Override
    public double[] state() {
        double[] state = new double[WINDOW + 2];
        state[0] = size;
        state[1] = time;
        System.arraycopy(window, 0, state, 2, WINDOW);
        return state;
    }

    @Override
    public void restore(double[] state) {
        Detector.checked(state, WINDOW + 2);
        size = Math.clamp((int) state[0], 0, WINDOW);
        time = (long) state[1];
        System.arraycopy(state, 2, window, 0, WINDOW);
    }
}
