package dev.slipway.router.policy.rollout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Is the candidate worse? An anytime-valid one-sided test on bad events alone (Lindon and Malek, NeurIPS 2022). With random
 * assignment, each bad event comes from the candidate with the candidate's share of the traffic at that moment, if it is no
 * worse, whatever the base rate is and however it drifts: no window, no minimum of traffic, and looking often costs nothing.
 *
 * <p>The evidence is a mixture of likelihood ratios over {@value #RATES} rate ratios, spread evenly in the logarithm from 1.3
 * to 50 times what is tolerated. While the candidate is no worse it is a martingale that starts at 1, and exceeds
 * {@code 1/alpha} ever with probability at most {@code alpha} (Ville). A candidate that was good for hours has gathered
 * evidence in its favour, which would hide a later fault: 5 % of the mixture belong to processes that start later, at each
 * event some, so that {@code 5 % / ln(e + n)} have not started after {@code n} events.
 */
public final class SequentialTest {
    private static final int RATES = 40;
    private static final double LEAST = 1.3;
    private static final double MOST = 50;
    private static final double LATE = 0.05;

    private final double tolerated;
    private final double[] main = new double[RATES];
    private final double[] late = new double[RATES];
    private final double[] candidateFactors = new double[RATES];
    private final double[] baselineFactors = new double[RATES];
    private final List<Epoch> epochs = new ArrayList<>();
    private double share;
    private long events;

    /**
     * Bad events while the share did not change: sufficient to repeat the test, and to add up several routers.
     *
     * @param share of the candidate, 0 to 1
     */
    public record Epoch(double share, long badCandidate, long badBaseline) {}

    /** A test of "the candidate's rate of bad events is at most {@code tolerated} times the baseline's". */
    public SequentialTest(double tolerated) {
        this.tolerated = tolerated;
        Arrays.fill(main, (1 - LATE) / RATES);
    }

    /** The candidate has this share from now on. */
    public void share(double next) {
        if (next == share && !epochs.isEmpty()) {
            return;
        }
        share = next;
        epochs.add(new Epoch(next, 0, 0));
        boolean informs = next > 0 && next < 1;
        double theta0 = theta(tolerated);
        for (int k = 0; k < RATES; k++) {
            double theta = theta(tolerated * LEAST * Math.pow(MOST / LEAST, k / (RATES - 1.0)));
            candidateFactors[k] = informs ? theta / theta0 : 1;
            baselineFactors[k] = informs ? (1 - theta) / (1 - theta0) : 1;
        }
    }

    /** A bad event of the candidate. */
    public void badCandidate() {
        count(1, 0);
        apply(candidateFactors);
    }

    /** A bad event of the baseline. */
    public void badBaseline() {
        count(0, 1);
        apply(baselineFactors);
    }

    /** Takes over what was seen before, here or by another router. Faults that began in between are then found later. */
    public void resume(List<Epoch> seen) {
        for (Epoch epoch : seen) {
            share(epoch.share());
            count(epoch.badCandidate(), epoch.badBaseline());
            for (int k = 0; k < RATES; k++) {
                main[k] *= Math.exp(epoch.badCandidate() * Math.log(candidateFactors[k])
                        + epoch.badBaseline() * Math.log(baselineFactors[k]));
            }
        }
    }

    /** The evidence that the candidate is worse: 1 says nothing, 100 is a verdict at 1 %. */
    public double eValue() {
        double sum = unstarted(events);
        for (int k = 0; k < RATES; k++) {
            sum += main[k] + late[k];
        }
        return sum;
    }

    /** Bad events by share. */
    public List<Epoch> epochs() {
        return List.copyOf(epochs);
    }

    /** Bad events of the candidate, of all epochs. */
    public long totalCandidate() {
        return epochs.stream().mapToLong(Epoch::badCandidate).sum();
    }

    /** Bad events of the baseline, of all epochs. */
    public long totalBaseline() {
        return epochs.stream().mapToLong(Epoch::badBaseline).sum();
    }

    private double theta(double ratio) {
        return share * ratio / (share * ratio + 1 - share);
    }

    private static double unstarted(long events) {
        return LATE / Math.log(Math.E + events);
    }

    private void count(long candidates, long baselines) {
        int last = epochs.size() - 1;
        Epoch epoch = epochs.get(last);
        epochs.set(last, new Epoch(epoch.share(), epoch.badCandidate() + candidates, epoch.badBaseline() + baselines));
        events += candidates + baselines;
    }

    private void apply(double[] factors) {
        double starting = (unstarted(events - 1) - unstarted(events)) / RATES;
        for (int k = 0; k < RATES; k++) {
            main[k] *= factors[k];
            late[k] = (late[k] + starting) * factors[k];
        }
    }
}
